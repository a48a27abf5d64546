import { expect, it } from 'vitest';
import { layered } from './plotted';

it('paints runs that are left out first, and ticked ones last', () => {
    const run = (path: string, isIn: boolean, isTicked = false) => ({ path, values: [], stroke: isTicked ? { colour: '#000', dash: [] } : null, isIn });
    const order = layered([run('ticked', true, true), run('out', false), run('in', true), run('ticked out', false, true)]).map(({ path }) => path);
    expect(order).toEqual(['out', 'ticked out', 'in', 'ticked']);
});
