/** Alarms that are seen and heard: a sound of our own making, and the title of a window that lies behind others. */

export class Bell {
  #sound: AudioContext | undefined;

  /** Whether it may ring: browsers ask for one press before. */
  get isOn(): boolean {
    return this.#sound?.state === "running";
  }

  /** Within a press of the person. */
  async turnOn(): Promise<void> {
    this.#sound ??= new AudioContext();
    await this.#sound.resume();
    this.ring();
  }

  /** Two tones; nothing at all while it is off. */
  ring(): void {
    const sound = this.#sound;
    if (!sound || sound.state !== "running") return;
    [880, 660].forEach((pitch, index) => {
      const tone = sound.createOscillator();
      const volume = sound.createGain();
      tone.frequency.value = pitch;
      volume.gain.value = 0.2;
      tone.connect(volume).connect(sound.destination);
      tone.start(sound.currentTime + index * 0.35);
      tone.stop(sound.currentTime + index * 0.35 + 0.3);
    });
  }
}

/** Names of alarms, so that a new one is told apart from one that stands. */
export const alarmKeys = (lanes: readonly { lot: string; alarms: readonly { kind: string; since: string }[] }[]): string[] =>
  lanes.flatMap((lane) => lane.alarms.map((alarm) => `${lane.lot} ${alarm.kind} ${alarm.since}`));

/** Lanes with alarms first, then by the hour. */
export function redFirst<T extends { deadline: string; alarms: readonly unknown[] }>(lanes: readonly T[]): T[] {
  return [...lanes].sort((one, other) => Number(other.alarms.length > 0) - Number(one.alarms.length > 0) || one.deadline.localeCompare(other.deadline));
}
