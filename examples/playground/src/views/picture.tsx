import { useEffect, useRef } from "preact/hooks";

/** A picture of the library, in a tree of its own, as its style is for files of their own. */
export function Picture({ svg }: { readonly svg: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const host = place.current;
    if (host === null) return;
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    root.innerHTML = `<style>svg{display:block;max-width:max(100%,440px);height:auto}</style>${svg}`;
  }, [svg]);
  return (
    // What is scrolled must be reached by keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: so that arrow keys scroll it
    <section class="picture" aria-label="chart" tabIndex={0}>
      <div ref={place} />
    </section>
  );
}
