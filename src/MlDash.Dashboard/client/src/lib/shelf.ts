import type { FileLine, FileTableAnswer, FolderFile, SourcesAnswer, TableRows } from './answers';
import { nameOf } from './place';
import { save } from './saving';
import type { Source } from './source';

/** A file of an experiment or of a folder. */
export type ShelfFile = FileLine;

/** Whether the user may change something, and if not, why. */
export interface Right {
    may: boolean;
    why: string;
}

export function rightOf(facts: SourcesAnswer, isProtected: boolean): Right {
    if (isProtected) return { may: false, why: 'The experiment is write-protected.' };
    if (facts.writable) return { may: true, why: '' };
    if (facts.host === 'report') return { may: false, why: 'A report cannot be changed.' };
    return { may: false, why: facts.host === 'viewer' ? 'To change something, run Show-MlDash -Writable.' : 'You have the right to look, not to change.' };
}

/** The largest text that is shown or edited. */
export const largestText = 1_000_000;

/** The files of what is open, an experiment or a folder: both are listed, read and written in the same way. */
export class Shelf {
    constructor(
        readonly source: Source,
        readonly owner: string,
        readonly isRun: boolean,
        readonly files: ShelfFile[],
        readonly right: Right,
    ) {}

    static ofRun = (source: Source, path: string, files: FileLine[], right: Right) => new Shelf(source, path, true, files, right);

    static ofFolder = (source: Source, path: string, files: FolderFile[], right: Right) =>
        new Shelf(source, path, false, files.map((file) => ({ ...file, path: file.name, description: null })), right);

    find = (path: string): ShelfFile | undefined => this.files.find((file) => file.path === path);

    bytes = (path: string, save = false): Promise<Blob> =>
        this.isRun ? this.source.file(this.owner, path, save) : this.source.folderFile(this.owner, path, save);

    /** A picture for a grid or a list. */
    small = (path: string): Promise<Blob> => (this.isRun ? this.source.thumbnail(this.owner, path) : this.bytes(path));

    /** Where the browser itself fetches a file from; null where it cannot. */
    address = (path: string): Promise<string | null> => this.source.address(this.isRun ? 'file' : 'folderfile', this.owner, path);

    /** Rows of a table. */
    table = (path: string, rows: TableRows): Promise<FileTableAnswer> =>
        this.isRun ? this.source.fileTable(this.owner, path, rows) : this.source.folderFileTable(this.owner, path, rows);

    /** The text of a file, null when it is not one or too large. */
    async text(path: string): Promise<string | null> {
        if ((this.find(path)?.length ?? 0) > largestText) return null;
        const text = await (await this.bytes(path)).text();
        return text.includes('\0') ? null : text;
    }

    async write(path: string, text: string, version: string | null): Promise<string> {
        return (await this.source.write({ path: this.owner, file: path, text, version })).checksum;
    }

    /** Saves a file to the disk of the user. */
    async download(path: string): Promise<void> {
        save(await this.bytes(path, true), nameOf(path));
    }
}
