package io.callgate.app.card;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** A text as a QR code (ISO/IEC 18004), for a terminal or as a picture. */
public final class QrCode {

    /** Modules of light around it, as the standard has it. */
    private static final int MARGIN = 4;

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final BitMatrix dark;

    private QrCode(BitMatrix dark) {
        this.dark = dark;
    }

    /** @throws IllegalArgumentException when the text is longer than a code can hold, some 2,000 characters */
    public static QrCode of(String text) {
        try {
            return new QrCode(new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            1,
                            1,
                            Map.of(EncodeHintType.MARGIN, MARGIN, EncodeHintType.CHARACTER_SET, "UTF-8")));
        } catch (WriterException e) {
            throw new IllegalArgumentException(text.length() + " characters do not fit into a QR code", e);
        }
    }

    /** For a terminal with light text on dark: two modules a character, light ones written. */
    public String text() {
        StringBuilder out = new StringBuilder();
        for (int y = 0; y < dark.getHeight(); y += 2) {
            for (int x = 0; x < dark.getWidth(); x++) {
                boolean upper = !dark.get(x, y);
                boolean lower = y + 1 < dark.getHeight() && !dark.get(x, y + 1);
                out.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
            }
            out.append('\n');
        }
        return out.toString();
    }

    /**
     * As a PNG file (ISO/IEC 15948), black on white. Written by hand, because the JDK's own writer brings all of AWT along.
     *
     * @param scale pixels a module, from 1
     */
    public byte[] png(int scale) {
        int size = dark.getWidth() * scale;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        // Bit depth 1, greyscale, and the only methods that there are.
        chunk(
                out,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(size)
                        .putInt(size)
                        .put(8, (byte) 1)
                        .array());
        chunk(out, "IDAT", deflated(rows(size, scale)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private byte[] rows(int size, int scale) {
        int bytes = (size + 7) / 8 + 1;
        byte[] rows = new byte[bytes * size];
        for (int y = 0; y < size; y++)
            for (int x = 0; x < size; x++)
                // The first byte of a row says that it is not filtered.
                if (!dark.get(x / scale, y / scale)) rows[y * bytes + 1 + x / 8] |= (byte) (0x80 >> x % 8);
        return rows;
    }

    private static byte[] deflated(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater();
        try (DeflaterOutputStream deflating = new DeflaterOutputStream(out, deflater)) {
            deflating.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
