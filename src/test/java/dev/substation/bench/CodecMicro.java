package dev.substation.bench;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Frame;
import dev.substation.dialect.Frame.CallFrame;
import dev.substation.dialect.FrameReading;
import dev.substation.dialect.Part;
import dev.substation.dialect.SoapCodec;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** MeterValues of 12 samples between text and tree. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecMicro {

    private static final Frame.Id ID = Frame.Id.of("m-1");

    private final XMLInputFactory in = SoapCodec.secureInputFactory();
    private final XMLOutputFactory out = XMLOutputFactory.newDefaultFactory();
    private final SoapCodec soap = new SoapCodec(Dictionary.load());
    private final String frame = Messages.meterValues().next(() -> "").toString();
    private final byte[] envelope = envelope(true);
    private final byte[] envelope15 = envelope(false);
    private final Payload payload = ((CallFrame) FrameReading.read(frame)).payload();

    private static byte[] envelope(boolean of16) {
        return Messages.meterValues(new Messages.SoapForm("BENCH", of16))
                .next(() -> "")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public Frame readJson() {
        return FrameReading.read(frame);
    }

    @Benchmark
    public String writeJson() {
        return Frame.call(ID, Action.MeterValues, payload);
    }

    @Benchmark
    public Payload readSoap16() throws XMLStreamException, BadMessage {
        return read(envelope);
    }

    @Benchmark
    public Payload readSoap15() throws XMLStreamException, BadMessage {
        return read(envelope15);
    }

    private Payload read(byte[] text) throws XMLStreamException, BadMessage {
        XMLStreamReader reader = SoapCodec.secureReader(in, new ByteArrayInputStream(text));
        while (!reader.isStartElement() || !reader.getLocalName().equals("Body")) {
            reader.next();
        }
        reader.nextTag();
        return soap.read(reader, Direction.UP).payload();
    }

    @Benchmark
    public String writeSoap16() throws XMLStreamException {
        StringWriter text = new StringWriter();
        XMLStreamWriter writer = out.createXMLStreamWriter(text);
        soap.write(
                writer, Dialect.SOAP_16, Direction.UP, Action.MeterValues, Part.REQUEST, payload);
        writer.flush();
        return text.toString();
    }
}
