const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A type's name, a colon, and the id within that type. */
const GLOBAL = /^([A-Z]\w*):([\x21-\x7e]+)$/;

/** What a global id of GraphQL stands for. */
export interface GlobalId {
  readonly type: string;
  readonly id: string;
}

/**
 * A global id of GraphQL, which is `Type:id` in base64; null for any other id.
 *
 * @example
 * readGlobalId("QXV0b1NjYWxpbmdSdWxlOjE3"); // { type: "AutoScalingRule", id: "17" }
 */
export function readGlobalId(text: string): GlobalId | null {
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(text)) return null;
  const [, type, id] = GLOBAL.exec(fromBase64(text.replace(/=+$/, ""))) ?? [];
  return type === undefined || id === undefined ? null : { type, id };
}

/** Every byte as a character of its own. */
function fromBase64(text: string): string {
  let decoded = "";
  let bits = 0;
  let held = 0;
  for (const character of text) {
    held = ((held << 6) | ALPHABET.indexOf(character)) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    decoded += String.fromCharCode((held >> bits) & 0xff);
  }
  return decoded;
}
