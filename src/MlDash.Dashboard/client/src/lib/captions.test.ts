import { describe, expect, it } from 'vitest';
import { captionOf } from './captions';
import { curve } from './curves.test.data';

const labelled = (points: [number, number | null][], nonFinite = 0) => ({ label: 'a/1', stroke: { colour: '', dash: [] }, curve: curve(points, { nonFinite }), isMerged: false });

describe('the caption of a chart', () => {
    it('has the numbers of each curve, and how many are gaps', () => {
        expect(captionOf([labelled([[0, 4], [1, null], [2, 1], [3, 2]], 1), labelled([[0, null]], 1)])).toBe(
            'a/1: last 2, least 1, greatest 4, 1 not finite; a/1: no finite number, 1 not finite',
        );
    });
    it('has the least and the greatest mean of several runs, not their spread', () => {
        const [mean] = [labelled([[0, 4], [1, 2]])];
        const merged = { ...mean, isMerged: true, curve: { ...mean.curve, minY: [-9, -9], maxY: [99, 99] } };
        expect(captionOf([merged])).toBe('a/1: last 2, least 2, greatest 4');
    });
    it('says that there is nothing yet', () => expect(captionOf([])).toBe('No numbers yet.'));
});
