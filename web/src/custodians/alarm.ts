/** The hour has come: heard and seen. Browsers give sound only after a gesture of the person. */

const FLASH_EVERY = 800;
const BEEPS = [880, 660, 880];

let sound: AudioContext | undefined;
let flashing: ReturnType<typeof setInterval> | undefined;
let title = "";

/** To be called while the person presses something. */
export function allowSound(): void {
  try {
    sound ??= new AudioContext();
    void sound.resume();
  } catch {
    // A machine without sound still flashes.
  }
}

export function silence(): void {
  void sound?.close();
  sound = undefined;
}

export const isAudible = (): boolean => sound !== undefined;

function beep(): void {
  if (sound === undefined) return;
  BEEPS.forEach((pitch, at) => {
    const from = (sound as AudioContext).currentTime + at * 0.25;
    const [tone, volume] = [(sound as AudioContext).createOscillator(), (sound as AudioContext).createGain()];
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.22);
    tone.connect(volume).connect((sound as AudioContext).destination);
    tone.start(from);
    tone.stop(from + 0.23);
  });
}

/** Beep once and flash the title until `calm`. */
export function raise(words: string): void {
  beep();
  if (flashing !== undefined) return;
  title = document.title;
  flashing = setInterval(() => {
    document.title = document.title === words ? title : words;
  }, FLASH_EVERY);
}

export function calm(): void {
  if (flashing === undefined) return;
  clearInterval(flashing);
  flashing = undefined;
  document.title = title;
}
