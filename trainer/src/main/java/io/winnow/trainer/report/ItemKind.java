package io.winnow.trainer.report;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.DecodedImage;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.source.ItemContent;
import io.winnow.datasets.text.Text;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The items of a report in the order of its keys. */
public sealed interface ItemKind {
    /** Returns the noun in the plural. */
    String unit();

    /**
     * Where an item is.
     *
     * @param items the data set
     * @param index number of the item in it
     */
    record Place<X>(Dataset<X> items, int index) {}

    /**
     * Images.
     *
     * @param places place of each image (N)
     * @param channels channels to which they are decoded
     * @param decoding how they are decoded; empty if they are stored as pixels
     */
    record Images(List<Place<Image>> places, int channels, Optional<DecodeOptions> decoding) implements ItemKind {
        public Images {
            places = List.copyOf(places);
        }

        @Override
        public String unit() {
            return "images";
        }

        /** Decodes an image. */
        DecodedImage decode(int item) throws IOException {
            Place<Image> place = places.get(item);
            return ((ImageDataset) place.items()).decode(place.index());
        }
    }

    /** Texts (N). */
    record Texts(List<Text> texts) implements ItemKind {
        public Texts {
            texts = List.copyOf(texts);
        }

        @Override
        public String unit() {
            return "texts";
        }

        /** Returns all parts of a text. */
        String whole(int item) {
            return String.join(" ", texts.get(item).parts());
        }
    }

    /** Rows of a table with columns. */
    record Rows(ItemContent.Values values) implements ItemKind {
        @Override
        public String unit() {
            return "rows";
        }
    }
}
