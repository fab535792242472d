package io.callgate.app.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.LuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What was written is read by another program's eyes. */
class QrCodeTest {

    private static final String TEXT = "knock -d 100 pbx.example 7001:tcp 33211:udp 20007:tcp – für Ännchen";

    /** A picture as a camera gives it. */
    private static final class Picture extends LuminanceSource {
        private final byte[] grey;

        Picture(int width, int height, byte[] grey) {
            super(width, height);
            this.grey = grey;
        }

        @Override
        public byte[] getRow(int y, byte[] row) {
            return java.util.Arrays.copyOfRange(grey, y * getWidth(), (y + 1) * getWidth());
        }

        @Override
        public byte[] getMatrix() {
            return grey;
        }
    }

    private static String read(int width, int height, byte[] grey) throws Exception {
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(new Picture(width, height, grey))))
                .getText();
    }

    @Test
    void the_picture_is_read_back() throws Exception {
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(QrCode.of(TEXT).png(8)));
        byte[] grey = new byte[image.getWidth() * image.getHeight()];
        for (int y = 0; y < image.getHeight(); y++)
            for (int x = 0; x < image.getWidth(); x++)
                grey[y * image.getWidth() + x] = (byte) (image.getRGB(x, y) & 0xff);
        assertThat(read(image.getWidth(), image.getHeight(), grey)).isEqualTo(TEXT);
    }

    @Test
    void the_terminals_text_is_read_back() throws Exception {
        List<String> lines = QrCode.of(TEXT).text().lines().toList();
        int scale = 8;
        int width = lines.get(0).length() * scale;
        int height = lines.size() * 2 * scale;
        byte[] grey = new byte[width * height];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) {
                char c = lines.get(y / scale / 2).charAt(x / scale);
                boolean upper = y / scale % 2 == 0;
                boolean light = c == '█' || c == (upper ? '▀' : '▄');
                grey[y * width + x] = (byte) (light ? 255 : 0);
            }
        assertThat(read(width, height, grey)).isEqualTo(TEXT);
    }

    @Test
    void what_does_not_fit_is_refused() {
        assertThatThrownBy(() -> QrCode.of("x".repeat(5000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("do not fit");
    }
}
