// For pages on which people write texts and choose pictures; loaded by the components that need it.

import { previewFiles } from "./preview.js";
import { richTexts } from "./richtext.js";

previewFiles();
richTexts();
