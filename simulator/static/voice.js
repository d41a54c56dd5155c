// Speech of the browser, where it has any: prompts aloud, the customer's words by microphone.

const LANGUAGE = "id-ID";
const READING_MS = 28;
const LONGEST_MS = 4000;
const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
let stop = null;

export const canSpeak = () => "speechSynthesis" in globalThis;
export const canHear = () => Boolean(Recognition);

function voice() {
  return canSpeak() ? speechSynthesis.getVoices().find((one) => one.lang.replace("_", "-").startsWith("id")) : undefined;
}

// Speak, or leave time to read where there is no Indonesian voice; ends early when `hush` is called.
export function speak(words, aloud) {
  return new Promise((done) => {
    const chosen = aloud ? voice() : undefined;
    let timer = null;
    stop = () => {
      clearTimeout(timer);
      if (chosen) speechSynthesis.cancel();
      stop = null;
      done();
    };
    if (!chosen) {
      timer = setTimeout(() => stop?.(), Math.min(words.length * READING_MS, LONGEST_MS));
      return;
    }
    const said = new SpeechSynthesisUtterance(words);
    Object.assign(said, { voice: chosen, lang: LANGUAGE });
    said.onend = said.onerror = () => stop?.();
    // Some browsers never tell that they have finished.
    timer = setTimeout(() => stop?.(), words.length * 120 + 3000);
    speechSynthesis.speak(said);
  });
}

export function hush() {
  stop?.();
}

export function hear(heard, ended) {
  const ear = new Recognition();
  Object.assign(ear, { lang: LANGUAGE, interimResults: false, maxAlternatives: 1 });
  ear.onresult = (event) => heard(event.results[0][0].transcript);
  ear.onend = ended;
  ear.onerror = ended;
  ear.start();
}
