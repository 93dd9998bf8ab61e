// Role: a chat box made with Draft.js, as older pages of Facebook and TikTok have it.
// Must not: know BuzzChat or a test.
import { Component } from "react";
import { createRoot } from "react-dom/client";
import { ContentState, Editor, EditorState } from "draft-js";
import { chat } from "./shell.js";

class Box extends Component {
  state = { editor: EditorState.createEmpty() };

  componentDidMount() {
    this.page = chat({
      text: () => this.state.editor.getCurrentContent().getPlainText("\n"),
      clear: () => this.change(EditorState.moveFocusToEnd(EditorState.push(this.state.editor, ContentState.createFromText(""), "remove-range"))),
      placeholder: () => !!document.querySelector(".public-DraftEditorPlaceholder-root"),
    });
  }

  change = (editor) => this.setState({ editor }, () => this.page.changed());

  enter = (event) => {
    this.page.send(event.nativeEvent);
    return "handled";
  };

  render() {
    return <Editor editorState={this.state.editor} onChange={this.change} handleReturn={this.enter} placeholder="Send a message" />;
  }
}

createRoot(document.querySelector("#editor")).render(<Box />);
