import { useState } from "preact/hooks";
import type { ExportedFile } from "../answers/export-files.ts";
import type { Preset } from "../draft/presets.ts";
import type { RuleSetDraft } from "../draft/rule-set-draft.ts";
import { ask } from "../worker/client.ts";
import { useAnswer } from "../worker/use-answer.ts";
import { CI_FILES } from "./ci-files.ts";
import { isCopied } from "./copy.ts";

interface ExportProps {
  readonly draft: RuleSetDraft;
  readonly preset: Preset;
  /** Nothing is kept of rules with fields that are invalid. */
  readonly isWhole: boolean;
}

/** The rules as a file, and the files that verify them at every commit. */
export function Export({ draft, preset, isWhole }: ExportProps) {
  const { answer: ruleFile } = useAnswer("ruleFile", isWhole ? { draft, preset } : null);
  const files = [...(ruleFile === null ? [] : [ruleFile]), ...CI_FILES];
  return (
    <section aria-labelledby="export-title" class="card">
      <h2 id="export-title">Take it with you</h2>
      <p>
        The rules as a file, and the files that verify every change of it: a GitHub workflow, and a hook for pre-commit.
        Install the verifier with <code>npm install --save-dev autoscaling-rules</code>.
      </p>
      {files.map((file) => (
        <FileShown key={file.path} file={file} />
      ))}
      <p class="buttons">
        <button
          type="button"
          disabled={!isWhole}
          onClick={async () => save(await ask("pictureFile", { draft, preset }))}
        >
          Download the verdict as a picture
        </button>
      </p>
    </section>
  );
}

function FileShown({ file }: { readonly file: ExportedFile }) {
  const { path, text } = file;
  const [says, setSays] = useState("Copy");
  return (
    <details class="file">
      <summary>
        <code>{path}</code>
      </summary>
      <p class="buttons">
        <button type="button" onClick={() => save(file)}>
          Download<span class="spoken"> {path}</span>
        </button>
        <button
          type="button"
          onClick={async () => setSays((await isCopied(text)) ? "Copied" : "Select the text below and copy it")}
        >
          {says}
          <span class="spoken"> {path}</span>
        </button>
      </p>
      <pre>{text}</pre>
    </details>
  );
}

function save({ path, type, text }: ExportedFile): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = path.slice(path.lastIndexOf("/") + 1);
  link.click();
  URL.revokeObjectURL(link.href);
}
