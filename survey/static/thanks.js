// Tells the form, should somebody go back to it at this screen, that its answers have arrived: see respond.js.
(function () {
  "use strict";

  try {
    sessionStorage.setItem("arrived", "yes");
  } catch (refused) {
    // A browser that keeps nothing for us.
  }
})();
