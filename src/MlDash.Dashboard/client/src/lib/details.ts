import type { RunDetailAnswer } from './answers';
import type { RunUpdate } from './source';

/** The details of a run as somebody types them. */
interface Typed {
    tags: string;
    description: string;
    status: string;
}

/** A form over the run that it was filled from. */
export interface DetailForm extends Typed {
    run: RunDetailAnswer;
}

const typedOf = (run: RunDetailAnswer): Typed => ({ tags: run.tags.join(', '), description: run.description ?? '', status: run.status });

export const formOf = (run: RunDetailAnswer): DetailForm => ({ ...typedOf(run), run });

/** What somebody has changed; what was not touched stays as it is, whoever else changes it. */
export function changeOf(form: DetailForm): RunUpdate {
    const before = typedOf(form.run);
    const change: RunUpdate = { path: form.run.path, version: form.run.version };
    if (form.tags !== before.tags) change.tags = [...new Set(form.tags.split(/[,\n]/).map((tag) => tag.trim()).filter(Boolean))];
    if (form.description !== before.description) change.description = form.description;
    if (form.status !== before.status) change.status = form.status;
    return change;
}

/** The form over the run as it is now: what was typed stays, the rest is new. */
export function rebased(form: DetailForm, run: RunDetailAnswer): DetailForm {
    const [before, now] = [typedOf(form.run), typedOf(run)];
    const kept = (name: keyof Typed) => (form[name] === before[name] ? now[name] : form[name]);
    return { tags: kept('tags'), description: kept('description'), status: kept('status'), run };
}
