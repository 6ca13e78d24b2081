import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program of a user who has only DJL and a bundle. It prints the classes of images, then writes the outputs of the model for given arrays.
 */
public final class Serve {
    private Serve() {}

    public static void main(String[] arguments) throws Exception {
        for (String ours : new String[] {"io.winnow.trainer.cli.Winnow", "io.winnow.models.layer.Layer"}) {
            try {
                Class.forName(ours);
                throw new IllegalStateException(ours + " is on the class path");
            } catch (ClassNotFoundException expected) {
                // The class must not be found: the program runs without Winnow.
            }
        }
        Path bundle = Path.of(arguments[0]);
        try (ZooModel<Image, Classifications> model = Criteria.builder()
                        .setTypes(Image.class, Classifications.class)
                        .optModelPath(bundle.resolve("torchscript"))
                        .build()
                        .loadModel();
                Predictor<Image, Classifications> predictor = model.newPredictor()) {
            for (int i = 3; i < arguments.length; i++) {
                Classifications found =
                        predictor.predict(ImageFactory.getInstance().fromFile(Path.of(arguments[i])));
                System.out.println(found.best().getClassName() + " " + found.best().getProbability());
            }
        }
        try (NDManager manager = NDManager.newBaseManager();
                ZooModel<NDList, NDList> model = Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optModelPath(bundle.resolve("torchscript/model.pt"))
                        .optTranslator(new NoopTranslator())
                        .build()
                        .loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            NDList inputs = NDList.decode(manager, Files.readAllBytes(Path.of(arguments[1])));
            Files.write(Path.of(arguments[2]), predictor.predict(inputs).encode());
        }
    }
}
