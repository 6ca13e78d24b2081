package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageGuessTest {
    /** The first article of the Universal Declaration of Human Rights in its official translations, shortened. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            all human beings are born free and equal in dignity and rights and should act towards one another in a spirit of brotherhood | English
            alle menschen sind frei und gleich an würde und rechten geboren und sollen einander im geist der brüderlichkeit begegnen | German
            tous les êtres humains naissent libres et égaux en dignité et en droits et doivent agir les uns envers les autres | French
            todos los seres humanos nacen libres e iguales en dignidad y derechos y deben comportarse los unos con los otros | Spanish
            tutti gli esseri umani nascono liberi ed eguali in dignità e diritti e sono dotati di ragione e di coscienza | Italian
            todos os seres humanos nascem livres e iguais em dignidade e em direitos e devem agir uns para com os outros | Portuguese
            alle mensen worden vrij en gelijk in waardigheid en rechten geboren en zij zijn begiftigd met verstand en geweten | Dutch
            alla människor är födda fria och lika i värde och rättigheter och bör handla gentemot varandra i en anda av broderskap | Swedish
            """)
    void languagesAreTold(String text, String language) {
        assertThat(LanguageGuess.of(text)).contains(language);
    }

    @ParameterizedTest
    @CsvSource({"refund", "card payment declined twice", "12 345 !", "минуту пожалуйста спасибо"})
    void littleIsSaidOfShortAndOtherTexts(String text) {
        assertThat(LanguageGuess.of(text)).isEmpty();
    }
}
