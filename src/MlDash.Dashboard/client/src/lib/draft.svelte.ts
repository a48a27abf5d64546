import { QuestionError } from './source';

/** A text as it is stored. */
export interface Stored {
    text: string;
    /** The checksum; null when it is not stored yet. */
    version: string | null;
}

export interface Store {
    read(): Promise<Stored>;
    write(text: string, version: string | null): Promise<string>;
}

/** What was typed and is not stored yet, and which text it was typed over. */
export type Typed = Stored;

/** Where it is kept. */
export interface Desk {
    take(): Typed | null;
    put(typed: Typed | null): void;
}

/** A text that is being changed. Whatever fails, and whoever else changes it, what was typed is not lost. */
export class Draft {
    private typed = $state('');
    /** What is stored, as far as this page has seen. */
    saved = $state('');
    /** Whether another change has been stored since the text was read. */
    isStale = $state(false);
    isSaving = $state(false);
    failure = $state('');
    /** What was typed before the stored text was read again. */
    dropped = $state<string | null>(null);
    private version: string | null;

    constructor(
        private readonly store: Store,
        stored: Stored,
        private readonly desk?: Desk,
    ) {
        [this.typed, this.saved, this.version] = [stored.text, stored.text, stored.version];
        const left = desk?.take();
        if (!left || left.text === stored.text) return;
        this.typed = left.text;
        this.isStale = left.version !== stored.version;
    }

    get text(): string {
        return this.typed;
    }

    set text(value: string) {
        this.typed = value;
        this.keep();
    }

    get isChanged(): boolean {
        return this.text !== this.saved || this.version === null;
    }

    async save(): Promise<boolean> {
        if (this.isSaving) return false;
        [this.isSaving, this.failure] = [true, ''];
        const text = this.text;
        try {
            this.version = await this.store.write(text, this.version);
            [this.saved, this.isStale, this.dropped] = [text, false, null];
            this.keep();
            return true;
        } catch (fault) {
            this.isStale = fault instanceof QuestionError && fault.code === 'Stale';
            if (!this.isStale) this.failure = (fault as Error).message;
            return false;
        } finally {
            this.isSaving = false;
        }
    }

    /** Takes the stored text instead of what was typed, which can be put back. */
    async reload(): Promise<void> {
        const typed = this.text;
        if (await this.look()) [this.text, this.dropped] = [this.saved, typed === this.saved ? null : typed];
    }

    /** Stores what was typed instead of what another one has stored. */
    async overwrite(): Promise<boolean> {
        return (await this.look()) && (await this.save());
    }

    restore(): void {
        if (this.dropped !== null) [this.text, this.dropped] = [this.dropped, null];
    }

    /** Takes what is stored now where nothing has been typed; what was typed stays. */
    refresh(stored: Stored): void {
        if (this.isChanged || stored.version === this.version) return;
        [this.text, this.saved, this.version] = [stored.text, stored.text, stored.version];
    }

    private keep(): void {
        this.desk?.put(this.typed === this.saved ? null : { text: this.typed, version: this.version });
    }

    private async look(): Promise<boolean> {
        try {
            const stored = await this.store.read();
            [this.saved, this.version, this.isStale, this.failure] = [stored.text, stored.version, false, ''];
            return true;
        } catch (fault) {
            this.failure = (fault as Error).message;
            return false;
        }
    }
}
