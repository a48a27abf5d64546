import type { Kind } from './kinds';
import { isMedia, isText } from './kinds';

export type Tab = 'readme' | 'list' | 'compare' | 'live' | 'dashboard' | 'logs' | 'parameters' | 'files' | 'tracks' | 'system' | 'editor' | 'media';

/** What decides about the tabs. */
export interface Selection {
    isRun: boolean;
    hasReadme: boolean;
    hasDashrc: boolean;
    hasSystem: boolean;
    /** Whether there are files over the steps of the run. */
    hasSeries: boolean;
    ticked: number;
    file: { name: string; kind: Kind } | null;
}

export const titles: Record<Tab, string> = {
    readme: 'README',
    list: 'List',
    compare: 'Compare',
    live: 'Live Compare',
    dashboard: 'Dashboard',
    logs: 'Logs',
    parameters: 'Parameters',
    files: 'Files',
    tracks: 'Tracks',
    system: 'System',
    editor: 'Editor',
    media: 'Media',
};

export const readme = 'README.md';
export const dashrc = '.dashrc';

/** The tabs of what is selected, from left to right. */
export function tabsOf(selection: Selection): Tab[] {
    const { isRun, file } = selection;
    const tabs: Tab[] = isRun ? ['readme', 'dashboard', 'logs', 'parameters', 'files', 'tracks'] : ['readme', 'list'];
    if (isRun && selection.hasSystem) tabs.push('system');
    if (isRun && selection.hasSeries) tabs.push('media');
    if (!isRun && selection.hasDashrc) tabs.push('compare');
    if (!isRun && selection.ticked >= 2) tabs.push('live');
    if (file && hasOwnTab(file.name)) {
        if (isMedia(file.kind)) tabs.push(...(tabs.includes('media') ? [] : (['media'] as const)));
        else if (isText(file.kind)) tabs.push('editor');
        else if (!isRun) tabs.push('files');
    }
    return tabs;
}

// The two that a tab of their own is made of.
const hasOwnTab = (name: string) => name !== readme && name !== dashrc;

/** The tab that fits what is selected; ticking runs never chooses one. */
export function tabFor(selection: Selection): Tab {
    const { isRun, file } = selection;
    if (file?.name === dashrc) return isRun ? 'dashboard' : 'compare';
    if (file?.name === readme) return 'readme';
    if (file) return isMedia(file.kind) ? 'media' : isText(file.kind) ? 'editor' : 'files';
    if (isRun) return selection.hasReadme ? 'readme' : 'dashboard';
    return selection.hasDashrc ? 'compare' : selection.hasReadme ? 'readme' : 'list';
}

/** The tab that is shown: the one that was chosen as long as it is there. */
export function shownTab(chosen: string, selection: Selection): Tab {
    const tabs = tabsOf(selection);
    const fitting = tabFor(selection);
    return tabs.find((tab) => tab === chosen) ?? tabs.find((tab) => tab === fitting) ?? 'list';
}
