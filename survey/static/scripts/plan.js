// The page of planning: what the total would be, as soon as a number is typed. The server computes the same from the same form.
(function () {
  "use strict";

  var form = document.querySelector("[data-plan]");
  if (!form) {
    return;
  }
  var plan = JSON.parse(form.getAttribute("data-plan"));
  var keys = Object.keys(plan.instruments);
  var outcome = form.querySelector("[data-outcome]");
  var problem = form.querySelector("[data-beyond]");
  var fields = Array.prototype.slice.call(form.querySelectorAll("[data-lever]"));
  var TYPED = /^[+-]?(\d+\.?\d*|\.\d+)$/;
  var TOLERANCE = 0.005 + 1e-9;

  // As the server rounds: without the dust of binary arithmetic, and halves away from zero.
  function hundredths(value) {
    var whole = Math.floor((Math.round(Math.abs(value) * 1e10) + 5e7) / 1e8);
    return value < 0 ? -whole : whole;
  }

  function printed(value) {
    return (hundredths(value) / 100 + 0).toFixed(2);
  }

  function number(field, name) {
    return Number(field.getAttribute(name));
  }

  function typed(field) {
    var text = field.value.trim().replace("−", "-").replace(/[๐-๙]/g, function (digit) {
      return String("๐๑๒๓๔๕๖๗๘๙".indexOf(digit));
    });
    if (text === "") {
      return 0;
    }
    return TYPED.test(text) ? Number(text) : NaN;
  }

  // A gain as large as the room is printed is all of the room.
  function gain(field) {
    var value = typed(field);
    if (!field.hasAttribute("data-score") || value === 0) {
      return value;
    }
    var score = number(field, "data-score");
    var rooms = [100 - score, -score].filter(function (room) {
      return hundredths(room) === hundredths(value);
    });
    return rooms.length ? rooms[0] : value;
  }

  function isBeyond(score) {
    return score < -TOLERANCE || score > 100 + TOLERANCE;
  }

  function reaches(value, least) {
    return hundredths(value) >= hundredths(least);
  }

  function grade(total, scores) {
    return plan.grades.filter(function (one) {
      var each = keys.every(function (key) {
        return one.each === null || reaches(scores[key], one.each);
      });
      return reaches(total, one.total) && each;
    })[0].label;
  }

  function say(words, field) {
    problem.textContent = words ? words + " " + field.getAttribute("data-label") : "";
    problem.hidden = !words;
    return null;
  }

  // The scores of the instruments after the changes; null where a field cannot be read or leads beyond the scale.
  function compute() {
    var scores = {};
    keys.forEach(function (key) {
      scores[key] = plan.instruments[key].score;
    });
    // What each field changes, an indicator also by what its items change.
    var changes = fields.map(gain);
    var above = 0;
    for (var at = 0; at < fields.length; at += 1) {
      if (isNaN(changes[at])) {
        return say(problem.getAttribute("data-unread"), fields[at]);
      }
      scores[fields[at].getAttribute("data-key")] += changes[at] * number(fields[at], "data-in-instrument");
      if (fields[at].closest("details")) {
        changes[above] += changes[at] * number(fields[at], "data-share");
      } else {
        above = at;
      }
    }
    var beyond = fields.filter(function (field, place) {
      return field.hasAttribute("data-score") && isBeyond(number(field, "data-score") + changes[place]);
    });
    if (beyond.length) {
      return say(problem.getAttribute("data-beyond"), beyond[0]);
    }
    say("", null);
    return scores;
  }

  function weighed(scores) {
    return keys.reduce(function (all, key) {
      return all + plan.instruments[key].weight * scores[key];
    }, 0);
  }

  function put(name, text) {
    outcome.querySelector("[" + name + "]").textContent = text;
  }

  function show() {
    var scores = compute();
    var isEmpty = fields.every(function (field) {
      return field.value.trim() === "";
    });
    outcome.hidden = !scores || isEmpty;
    if (outcome.hidden) {
      return;
    }
    var before = {};
    keys.forEach(function (key) {
      before[key] = plan.instruments[key].score;
    });
    var total = weighed(scores);
    var change = hundredths(total) - hundredths(weighed(before));
    var gap = hundredths(plan.target) - hundredths(total);
    var text = gap > 0 ? plan.short : gap < 0 ? plan.over : plan.even;
    put("data-total", printed(total));
    put("data-grade", grade(total, scores));
    put("data-change", (change < 0 ? "−" : "+") + (Math.abs(change) / 100).toFixed(2));
    put("data-gap", text.replace("{}", (Math.abs(gap) / 100).toFixed(2)));
  }

  form.addEventListener("input", show);
})();
