// A zip archive of texts, stored without compression and without the day: byte for byte what exports/latex.py writes.
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

// Numbers as [value, bytes] in little-endian order.
function packed(...numbers) {
  const out = [];
  for (const [value, size] of numbers) for (let at = 0; at < size; at += 1) out.push(Math.floor(value / 256 ** at) % 256);
  return Uint8Array.from(out);
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const VERSION = 20,
  DAY_1980 = 33,
  UNIX = 3,
  REGULAR_FILE = 0o100644 * 65536;

export function zip(files) {
  const encoder = new TextEncoder();
  const body = [],
    directory = [];
  let offset = 0;
  for (const [name, text] of files) {
    const title = encoder.encode(name),
      data = encoder.encode(text);
    const common = [[0, 2], [0, 2], [0, 2], [DAY_1980, 2], [crc32(data), 4], [data.length, 4], [data.length, 4], [title.length, 2], [0, 2]];
    const local = joined([packed([0x04034b50, 4], [VERSION, 2], ...common), title, data]);
    directory.push(
      packed([0x02014b50, 4], [VERSION, 1], [UNIX, 1], [VERSION, 2], ...common, [0, 2], [0, 2], [0, 2], [REGULAR_FILE, 4], [offset, 4]),
      title,
    );
    body.push(local);
    offset += local.length;
  }
  const central = joined(directory);
  const count = [files.length, 2];
  const end = packed([0x06054b50, 4], [0, 2], [0, 2], count, count, [central.length, 4], [offset, 4], [0, 2]);
  return joined([...body, central, end]);
}
