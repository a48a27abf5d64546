/** The answers to the questions of the page; the same names as in Questions/*.cs. Times are milliseconds since 1970 (UTC). */

export type Value = string | number | boolean | null;

export interface SourcesAnswer {
    titles: string[];
    version: string;
    host: 'viewer' | 'server' | 'report';
    user: string | null;
    writable: boolean;
    signIn: string[];
    csrf: string | null;
}

export interface RunLine {
    path: string;
    name: string;
    status: string;
    startedAt: number | null;
    endedAt: number | null;
    tags: string[];
    values: Value[];
}

export interface RunListAnswer {
    runs: RunLine[];
    total: number;
    next: string | null;
    version: number;
    warnings: string[];
}

export interface ColumnListAnswer {
    parameters: string[];
    fields: string[];
    version: number;
}

export interface NamedValue {
    name: string;
    value: unknown;
}

export interface RunDetailAnswer {
    path: string;
    name: string;
    project: string | null;
    status: string;
    description: string | null;
    error: string | null;
    tags: string[];
    bindrs: string[];
    createdAt: number | null;
    startedAt: number | null;
    endedAt: number | null;
    writeProtected: boolean;
    parameters: NamedValue[];
    metadata: unknown;
    version: string;
}

export interface FieldLine {
    name: string;
    last: number | null;
    min: number | null;
    max: number | null;
    count: number;
    nonFinite: number;
}

export interface MetricLine {
    name: string;
    points: number;
    fields: FieldLine[];
}

/** A curve as columns of numbers, an item a bucket; null where a bucket has no finite value. */
export interface CurveColumns {
    field: string;
    x: string;
    isElapsed: boolean;
    isRaw: boolean;
    isOrdered: boolean;
    firstX: (number | null)[];
    firstY: (number | null)[];
    lastX: (number | null)[];
    lastY: (number | null)[];
    minX: (number | null)[];
    minY: (number | null)[];
    maxX: (number | null)[];
    maxY: (number | null)[];
    count: number[];
    mean: (number | null)[];
    nonFinite: number;
    breaks: number[];
    ends: number[];
}

/** The curves of a metric of one experiment. */
export interface MetricCurves {
    path: string;
    metric: string;
    curves: CurveColumns[];
}

export interface SeriesAnswer {
    series: MetricCurves[];
}

/** How far an experiment is. */
export interface ChangeLine {
    path: string;
    version: string;
    status: string;
    /** How many points each metric has. */
    points: Record<string, number>;
    logs: number | null;
}

export interface ChangesAnswer {
    cursor: string;
    changed: ChangeLine[];
    gone: string[];
}

export interface LogLine {
    number: number;
    at: number;
    level: string;
    message: string;
    metadata: unknown;
}

export interface LogAnswer {
    entries: LogLine[];
    next: number;
    hasMore: boolean;
}

export interface FileLine {
    path: string;
    contentType: string;
    length: number;
    checksum: string;
    at: number | null;
    description: string | null;
    /** What it shows over the steps of the run, and its step there. */
    series?: string;
    step?: number;
    caption?: string;
    /** Pixels and seconds, as recorded. */
    width?: number;
    height?: number;
    duration?: number;
}

export interface FileListAnswer {
    files: FileLine[];
    hasMore: boolean;
}

/** Which rows of a table in a file; none of these for its first ones. */
export interface TableRows {
    /** How many are left out first, of those that fit. */
    skip?: number | null;
    /** Which rows, in the language of filters. */
    filter?: string | null;
}

/** A page of the rows of a table in a file. */
export interface FileTableAnswer {
    columns: string[];
    rows: (string | null)[][];
    /** Null where nobody has counted them. */
    totalRows: number | null;
    totalColumns: number;
    /** Whether rows follow that fit, of those that are looked at. */
    hasMore: boolean;
    /** How many rows were looked at, where the table has more. */
    lookedAt: number | null;
    /** Why there is nothing of it. */
    fault: string | null;
}

export interface FolderLine {
    name: string;
    runs: number;
}

/** A file that lies in a folder, not in an experiment. */
export interface FolderFile {
    name: string;
    contentType: string;
    length: number;
    checksum: string;
    at: number | null;
}

export interface FolderAnswer {
    path: string;
    folders: FolderLine[];
    files: FolderFile[];
    runs: number;
}

export interface TrackLine {
    topic: string;
    entries: number;
    columns: string[];
    first: number | null;
    last: number | null;
}

/** Entries of a track as columns, an item an entry. Its times are seconds of its own, since 1970 or since its begin. */
export interface TrackAnswer {
    topic: string;
    at: number[];
    columns: Record<string, unknown[]>;
    hasMore: boolean;
}

export interface WriteAnswer {
    checksum: string;
}
