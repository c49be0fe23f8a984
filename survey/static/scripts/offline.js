// Keeps the empty form on this device, so that it opens without network: the page without a key, and what it is made of.
(function (here) {
  "use strict";

  var sutcharit = (here.sutcharit = here.sutcharit || {});
  var NAME = "sutcharit ";

  // Everything static the page has fetched; the same addresses come out of the browser's own cache again.
  function parts() {
    var folder = document.querySelector("link[rel=stylesheet]").href.split("sutcharit.css")[0];
    return performance
      .getEntriesByType("resource")
      .map(function (entry) {
        return entry.name;
      })
      .filter(function (name, place, names) {
        return name.indexOf(folder) === 0 && names.indexOf(name) === place;
      });
  }

  // One version of our scripts and styles at a time.
  function forgetOthers(name) {
    return caches.keys().then(function (names) {
      return Promise.all(
        names
          .filter(function (other) {
            return other.indexOf(NAME) === 0 && other !== name;
          })
          .map(function (other) {
            return caches.delete(other);
          })
      );
    });
  }

  function keep(version) {
    var name = NAME + version;
    return forgetOthers(name)
      .then(function () {
        return caches.open(name);
      })
      .then(function (cache) {
        return cache.addAll(parts().concat(location.pathname + "/shell" + location.search));
      });
  }

  sutcharit.goOffline = function (form) {
    var worker = form.getAttribute("data-worker");
    var version = document.querySelector("script[src]").src.split("?v=")[1];
    if (!navigator.serviceWorker || !here.caches) {
      return;
    }
    navigator.serviceWorker
      .register(worker, { scope: location.pathname.replace(/[^/]*$/, "") })
      .then(function () {
        return document.fonts && document.fonts.ready;
      })
      .then(function () {
        return keep(version);
      })
      .catch(function () {
        // No network now, or a browser that keeps nothing for us: the next opening tries again.
      });
  };
})(self);
