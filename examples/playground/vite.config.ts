import { defineConfig, type Plugin } from "vite";

/** Functions of decimal.js that rules have no use for: a fifth of the library, which bundlers cannot leave out of a class. */
const UNUSED =
  "a?(?:cos|sin|tan)h?|atan2|cbrt|hypot|ln|log(?:2|10)?|random|cosine|sine|tangent|cubeRoot|squareRoot|sqrt|clampedTo|clamp|hyperbolic\\w+|inverse\\w+|logarithm|toBinary|toFraction|toHexadecimal|toNearest|toOctal";

export default defineConfig({
  build: { target: "es2022", modulePreload: false, cssCodeSplit: false, assetsInlineLimit: Number.POSITIVE_INFINITY },
  worker: { format: "iife", plugins: () => [plainDecimals()] },
  plugins: [plainDecimals(), onePage()],
});

/** Decimals without angles, roots, fractions and other bases. */
function plainDecimals(): Plugin {
  const ofPrototype = new RegExp(`^P\\.(?:${UNUSED}) = (?:P\\.\\w+ = )?function \\([\\s\\S]*?^\\};$`, "gm");
  const ofClass = new RegExp(
    `^ *Decimal\\.(?:${UNUSED}) = \\w+;.*$|^PI = new Decimal\\(PI\\);$|^ *PI_PRECISION = .*$`,
    "gm",
  );
  return {
    name: "plain-decimals",
    enforce: "pre",
    transform: (code, id) =>
      id.endsWith("/decimal.js/decimal.mjs") ? code.replace(ofPrototype, "").replace(ofClass, "") : null,
  };
}

/** The browser itself keeps the page from sending anything anywhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  "worker-src blob:",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Puts script and style into the page, so that one file is all of it: it opens from a disk, an e-mail or any web server. */
function onePage(): Plugin {
  return {
    name: "one-page",
    enforce: "post",
    generateBundle(_, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("there is no index.html");
      let html = String(page.source);
      for (const [name, part] of Object.entries(bundle)) {
        const tag = new RegExp(
          `<(?:script|link)[^>]*(?:src|href)="[^"]*${name.replaceAll(".", "\\.")}"[^>]*>(?:</script>)?`,
        );
        if (!tag.test(html)) continue;
        const text = part.type === "chunk" ? part.code : String(part.source);
        // The script goes to where its tag was, and runs when the page has been read, as modules do.
        const inlined =
          part.type === "chunk"
            ? `<script type="module">${text.replaceAll("</script", "<\\/script")}</script>`
            : `<style>${text}</style>`;
        html = html.replace(tag, () => inlined);
        delete bundle[name];
      }
      page.source = html.replace(
        "<title>",
        () => `<meta http-equiv="Content-Security-Policy" content="${POLICY}" />\n    <title>`,
      );
    },
  };
}
