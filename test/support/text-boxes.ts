/** Where a text stands in a picture, about. */
export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The boxes of all texts in an SVG, by a mean width of letters: 0.56 of their size, as of digits in Helvetica. */
export function textBoxesOf(svg: string): TextBox[] {
  const boxes: TextBox[] = [];
  let [left, top] = [0, 0];
  for (const [, moved, attributes, content = ""] of svg.matchAll(
    /<g transform="translate\(([^)]*)\)">|<text([^>]*)>([^<]*)<\/text>/g,
  )) {
    if (moved !== undefined) [left = 0, top = 0] = moved.split(" ").map(Number);
    if (attributes !== undefined && content !== "") boxes.push(boxOf(attributes, content, left, top));
  }
  return boxes;
}

function boxOf(attributes: string, content: string, left: number, top: number): TextBox {
  const text = content.replaceAll(/&\w+;/g, "&");
  const isHead = attributes.includes('class="head"');
  const size = isHead ? 14 : attributes.includes('class="small"') ? 9 : 11;
  const width = 0.56 * size * text.length;
  const [x, y] = ["x", "y"].map((name) => Number(new RegExp(` ${name}="([-\\d.]+)"`).exec(attributes)?.[1]));
  const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1];
  const from = left + Number(x) - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
  const base = top + Number(y);
  const height = 0.72 * size;
  if (!attributes.includes("rotate(-90"))
    return { text, left: from, right: from + width, top: base - height, bottom: base };
  const at = left + Number(x);
  return { text, left: at - height, right: at, top: base - width / 2, bottom: base + width / 2 };
}

/** What is wrong with the texts of an SVG: those that overlap, and those that leave it. */
export function crowdedTexts(svg: string): string[] {
  const [width = 0, height = 0] = ["width", "height"].map((name) =>
    Number(new RegExp(` ${name}="(\\d+)"`).exec(svg)?.[1]),
  );
  const boxes = textBoxesOf(svg);
  return boxes.flatMap((one, at) => [
    ...(one.left < 0 || one.right > width || one.top < 0 || one.bottom > height
      ? [`${one.text} leaves the picture`]
      : []),
    ...boxes
      .slice(at + 1)
      .filter(
        (other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom,
      )
      .map((other) => `${one.text} overlaps ${other.text}`),
  ]);
}
