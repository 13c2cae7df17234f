// Conveniences only: every page works without this file.

import { autosave } from "./autosave.js";
import { bookmarks } from "./bookmarks.js";
import { countCharacters } from "./counter.js";
import { dialogs } from "./dialog.js";
import { focusErrors, forgetField } from "./errors.js";
import { inPlace } from "./in-place.js";
import { liveList } from "./live-list.js";
import { maps } from "./maps.js";
import { closeMenus } from "./menus.js";
import { revealPasswords } from "./passwords.js";
import { repeatRows } from "./rows.js";
import { shortcuts } from "./shortcuts.js";
import { share, toasts } from "./toast.js";

document.documentElement.classList.add("js");
focusErrors();
forgetField();
closeMenus();
// What a form shows anew, when it comes back in place.
const enhance = () => {
  countCharacters();
  revealPasswords();
  repeatRows();
};
enhance();
shortcuts();
dialogs();
toasts();
share();
liveList();
maps();
inPlace(enhance);
bookmarks();
autosave();
