// Answers that have not been sent yet, kept on this device only, by survey, for seven days. The code is never among them.
(function (here) {
  "use strict";

  var sutcharit = (here.sutcharit = here.sutcharit || {});
  var PREFIX = "sutcharit ";
  var KEPT_FOR = 7 * 24 * 60 * 60 * 1000;

  // A browser may refuse to keep anything for us, by throwing or by having no storage at all.
  function attempt(what) {
    try {
      return what(localStorage);
    } catch (refused) {
      return null;
    }
  }

  function read(storage, name) {
    try {
      return JSON.parse(storage.getItem(name));
    } catch (broken) {
      return null;
    }
  }

  sutcharit.drafts = {
    // `key` is the key they have been sent under, if anybody has tried to.
    save: function (path, answers, key) {
      attempt(function (storage) {
        var draft = { until: Date.now() + KEPT_FOR, answers: answers, key: key };
        storage.setItem(PREFIX + path, JSON.stringify(draft));
      });
    },

    load: function (path) {
      return attempt(function (storage) {
        return read(storage, PREFIX + path);
      });
    },

    wipe: function (path) {
      attempt(function (storage) {
        storage.removeItem(PREFIX + path);
      });
    },

    // Whether the page of thanks has been here; it leaves a word for whoever goes back, once.
    haveArrived: function () {
      var word = null;
      try {
        word = sessionStorage.getItem("arrived");
        sessionStorage.removeItem("arrived");
      } catch (refused) {
        // A browser that keeps nothing for us.
      }
      return word;
    },

    // Those of every survey that are too old.
    wipeOld: function () {
      attempt(function (storage) {
        Object.keys(storage).forEach(function (name) {
          var draft = name.indexOf(PREFIX) === 0 && read(storage, name);
          if (name.indexOf(PREFIX) === 0 && !(draft && draft.until > Date.now())) {
            storage.removeItem(name);
          }
        });
      });
    }
  };
})(self);
