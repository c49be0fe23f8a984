// Complete answers that could not be sent: they wait on this device under their submission key until they are, so that however
// often they go out they are stored once. In the page and in the service worker alike.
(function (here) {
  "use strict";

  var sutcharit = (here.sutcharit = here.sutcharit || {});
  var STORE = "outbox";
  var underWay = null;

  function database() {
    return new Promise(function (resolve, reject) {
      var opening = here.indexedDB.open("sutcharit", 1);
      opening.onupgradeneeded = function () {
        opening.result.createObjectStore(STORE, { keyPath: "id" });
      };
      opening.onsuccess = function () {
        resolve(opening.result);
      };
      opening.onerror = opening.onblocked = reject;
    });
  }

  // Do something with the store; the promise is kept when it is on the disk.
  function within(mode, what) {
    return database().then(function (opened) {
      return new Promise(function (resolve, reject) {
        var transaction = opened.transaction(STORE, mode, { durability: "strict" });
        var request = what(transaction.objectStore(STORE));
        transaction.oncomplete = function () {
          resolve(request.result);
        };
        transaction.onerror = transaction.onabort = reject;
      }).then(
        function (result) {
          opened.close();
          return result;
        },
        function (error) {
          opened.close();
          throw error;
        }
      );
    });
  }

  function put(item) {
    return within("readwrite", function (store) {
      return store.put(item);
    });
  }

  function remove(id) {
    return within("readwrite", function (store) {
      return store.delete(id);
    });
  }

  function all() {
    return within("readonly", function (store) {
      return store.getAll();
    });
  }

  // Not where the page, the service worker or the reader has taken it away meanwhile.
  function replace(item, other) {
    return within("readwrite", function (store) {
      var found = store.get(item.id);
      found.onsuccess = function () {
        if (found.result) {
          store.delete(item.id);
          store.put(other);
        }
      };
      return found;
    });
  }

  // The word for the next time the survey is opened: only that something has been sent, not what.
  function noteSent(item) {
    return replace(item, { id: "sent " + item.path, path: item.path, state: "sent" });
  }

  function noteRefused(item, status) {
    return replace(item, {
      id: item.id,
      path: item.path,
      state: "refused",
      status: status,
      fields: item.fields.filter(function (pair) {
        return pair[0] !== "code";
      })
    });
  }

  function settle(item, came) {
    if (came === "sent") {
      return noteSent(item);
    }
    if (typeof came === "number") {
      return noteRefused(item, came);
    }
    item.state = came;
    return replace(item, item);
  }

  function sendOneByOne(items) {
    return items.reduce(function (before, item) {
      return before.then(function () {
        return sutcharit.post(item).then(function (came) {
          return settle(item, came);
        });
      });
    }, Promise.resolve());
  }

  function isWaiting(item) {
    return item.state === "away" || item.state === "busy";
  }

  // An item is: `id` (the submission key), `path`, `query`, `fields`, and `state`: away or busy while it waits, refused (with
  // `status`, and without its code) or sent (with nothing of what it held).
  sutcharit.outbox = {
    put: put,
    remove: remove,
    isWaiting: isWaiting,

    // Those of one survey, or of all.
    of: function (path) {
      return all().then(function (items) {
        return items.filter(function (item) {
          return !path || item.path === path;
        });
      });
    },

    // Try to send all that wait; the promise holds how many are left. Only one attempt at a time.
    send: function () {
      function left() {
        return all().then(function (items) {
          return items.filter(isWaiting);
        });
      }
      underWay =
        underWay ||
        left()
          .then(sendOneByOne)
          .then(left)
          .then(
            function (items) {
              underWay = null;
              return items.length;
            },
            function (error) {
              underWay = null;
              throw error;
            }
          );
      return underWay;
    }
  };
})(self);
