// Makes photos smaller on the device before they are sent: a form that would take minutes over a village's line then takes
// seconds, and where a photo was taken never leaves the telephone. Whatever goes wrong, the photo is sent as it is.
(function () {
  "use strict";

  var LONGEST_EDGE = 1600;
  var QUALITY = 0.85;
  // Bytes that are not worth the trouble.
  var SMALL = 400000;

  var field = document.querySelector("[data-photos]");
  var choice = 0;
  if (!field || !window.DataTransfer || !window.FileReader || !HTMLCanvasElement.prototype.toBlob) {
    return;
  }

  function smaller(file, done) {
    var reader = new FileReader();
    if (file.size <= SMALL || !/^image\/(jpeg|png|webp)$/.test(file.type)) {
      done(file);
      return;
    }
    reader.onerror = function () {
      done(file);
    };
    reader.onload = function () {
      var image = new Image();
      image.onerror = reader.onerror;
      image.onload = function () {
        var scale = Math.min(1, LONGEST_EDGE / Math.max(image.naturalWidth, image.naturalHeight));
        var canvas = document.createElement("canvas");
        var pen = canvas.getContext("2d");
        canvas.width = Math.round(image.naturalWidth * scale);
        canvas.height = Math.round(image.naturalHeight * scale);
        pen.fillStyle = "#fff";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(function (blob) {
          done(blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file);
        }, "image/jpeg", QUALITY);
      };
      image.src = reader.result;
    };
    reader.readAsDataURL(file);
  }

  function replace(files) {
    var chosen = new DataTransfer();
    files.forEach(function (file) {
      chosen.items.add(file);
    });
    field.files = chosen.files;
  }

  field.addEventListener("change", function () {
    var mine = choice += 1;
    var files = Array.prototype.slice.call(field.files);
    var left = files.length;
    files.forEach(function (file, at) {
      smaller(file, function (made) {
        files[at] = made;
        left -= 1;
        // Somebody may have chosen others meanwhile.
        if (!left && mine === choice) {
          try {
            replace(files);
          } catch (_error) {
            // An older browser lets nobody choose files but the person.
          }
        }
      });
    });
  });
})();
