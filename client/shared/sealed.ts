import type { Shelf } from "./outbox";

const MARK = "sealed:";
const iv = 12;
const text = (data: Uint8Array): string => btoa(Array.from(data, (b) => String.fromCharCode(b)).join(""));
const bytes = (data: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(data), (c) => c.charCodeAt(0));

/**
 * What a phone keeps: encrypted (AES-256-GCM) under a key that the server tells to a live session alone. The key is in memory only and
 * cannot be taken out of it; once the session is revoked the server tells it to nobody.
 */
export class SealedShelf implements Shelf {
  private key: CryptoKey | null = null;
  private readonly plain = new Map<string, string>();
  private readonly dirty = new Set<string>();
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly disk: Pick<Storage, "getItem" | "setItem" | "removeItem">, private readonly names: readonly string[],
    private readonly full: () => void) {}

  /** Opens what is kept with the key of this device. What another key sealed can be read by nobody and goes. */
  async unlock(hex: string): Promise<void> {
    const raw = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    raw.fill(0);
    for (const name of this.names) {
      const kept = this.disk.getItem(name);
      if (kept === null) continue;
      // An earlier version kept it in the open: it is taken over and sealed.
      if (!kept.startsWith(MARK)) { this.plain.set(name, kept); this.dirty.add(name); continue; }
      const data = bytes(kept.slice(MARK.length));
      try {
        const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: data.subarray(0, iv), additionalData: new TextEncoder().encode(name) }, key, data.subarray(iv));
        this.plain.set(name, new TextDecoder().decode(opened));
      } catch { this.disk.removeItem(name); }
    }
    this.key = key;
    this.write();
  }
  getItem(name: string): string | null { return this.plain.get(name) ?? null; }
  setItem(name: string, value: string): void { this.plain.set(name, value); this.dirty.add(name); this.write(); }
  /** Waits until everything set so far is on the disk. */
  settled(): Promise<void> { return this.writing; }

  /** Forgets the key and what it opened; what is sealed stays for whoever signs in here again. */
  lock(): void { this.key = null; this.plain.clear(); this.dirty.clear(); }
  /** Removes everything. */
  wipe(): void { this.lock(); for (const name of this.names) this.disk.removeItem(name); }

  private write(): void { this.writing = this.writing.then(() => this.seal()); }
  private async seal(): Promise<void> {
    for (const name of [...this.dirty]) {
      const key = this.key, value = this.plain.get(name);
      if (!key || value === undefined) return;
      this.dirty.delete(name);
      const nonce = crypto.getRandomValues(new Uint8Array(iv));
      const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(name) }, key, new TextEncoder().encode(value)));
      // Locked or wiped meanwhile: nothing may come back.
      if (this.key !== key) return;
      const all = new Uint8Array(iv + sealed.length);
      all.set(nonce); all.set(sealed, iv);
      try { this.disk.setItem(name, MARK + text(all)); } catch { this.full(); }
    }
  }
}
