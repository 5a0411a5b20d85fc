interface FileButtonProps {
  readonly children: string;
  /** The kinds of file that are offered first. Absent: any. */
  readonly accept?: string;
  readonly onFile: (file: File) => void;
}

/** A button that asks for a file. */
export function FileButton({ children, accept, onFile }: FileButtonProps) {
  return (
    <label class="button">
      {children}
      <input
        type="file"
        class="spoken"
        accept={accept}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) onFile(file);
          // The same file can be chosen again, once it has been changed.
          currentTarget.value = "";
        }}
      />
    </label>
  );
}
