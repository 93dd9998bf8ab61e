// Role: a chat box made with Lexical, as Kick and Facebook have it.
// Must not: know BuzzChat or a test.
import { useEffect } from "react";
import { createRoot } from "react-dom/client";
import { $createParagraphNode, $getRoot, COMMAND_PRIORITY_HIGH, KEY_ENTER_COMMAND } from "lexical";
import { LexicalComposer } from "@lexical/react/LexicalComposer";
import { useLexicalComposerContext } from "@lexical/react/LexicalComposerContext";
import { ContentEditable } from "@lexical/react/LexicalContentEditable";
import { LexicalErrorBoundary } from "@lexical/react/LexicalErrorBoundary";
import { HistoryPlugin } from "@lexical/react/LexicalHistoryPlugin";
import { PlainTextPlugin } from "@lexical/react/LexicalPlainTextPlugin";
import { chat } from "./shell.js";

function Sending() {
  const [editor] = useLexicalComposerContext();
  useEffect(() => {
    const page = chat({
      text: () => editor.getEditorState().read(() => $getRoot().getTextContent()),
      clear: () => editor.update(() => void $getRoot().clear().append($createParagraphNode()).selectEnd()),
      placeholder: () => !!document.querySelector("#placeholder"),
    });
    const onEnter = (event) => {
      event.preventDefault();
      page.send(event);
      return true;
    };
    const offUpdate = editor.registerUpdateListener(page.changed);
    const offEnter = editor.registerCommand(KEY_ENTER_COMMAND, onEnter, COMMAND_PRIORITY_HIGH);
    return () => (offUpdate(), offEnter());
  }, [editor]);
  return null;
}

function Box() {
  const onError = (error) => console.error(error);
  return (
    <LexicalComposer initialConfig={{ namespace: "chat", onError }}>
      <PlainTextPlugin
        contentEditable={<ContentEditable className="editor-input" />}
        placeholder={<div id="placeholder">Send a message</div>}
        ErrorBoundary={LexicalErrorBoundary}
      />
      <HistoryPlugin />
      <Sending />
    </LexicalComposer>
  );
}

createRoot(document.querySelector("#editor")).render(<Box />);
