import { describe, expect, it } from 'vitest';
import { rangeIn, withRange, wrongAt } from './filters';

describe('the place of a fault in a filter', () => {
    it('is what the message points at', () => {
        expect(wrongAt('params.lr << 1', "The filter is wrong at character 12: A value was expected, not '<'.")).toEqual({ before: 'params.lr <', at: '<', after: ' 1' });
        expect(wrongAt('status = fast', "The filter is wrong at character 10: 'fast' is no status.")).toEqual({ before: 'status = ', at: 'fast', after: '' });
    });
    it('may be the end', () => expect(wrongAt('a <', 'The filter is wrong at character 4: A value was expected.')).toEqual({ before: 'a <', at: ' ', after: '' }));
    it.each(['There is no connection.', 'at character 99'])('is nowhere: %s', (message) => expect(wrongAt('a', message)).toBeNull());
});

describe('a range of a column in a filter', () => {
    it('is added, replaced and taken out', () => {
        let filter = withRange('status = failed', 'params.lr', [0.001, 0.1]);
        expect(filter).toBe('status = failed and params.lr >= 0.001 and params.lr <= 0.1');
        filter = withRange(filter, 'metrics.train.loss.last', [1, 2]);
        filter = withRange(filter, 'params.lr', [1e-7, 5]);
        expect(filter).toBe('status = failed and metrics.train.loss.last >= 1 and metrics.train.loss.last <= 2 and params.lr >= 1e-7 and params.lr <= 5');
        expect(rangeIn(filter, 'params.lr')).toEqual([1e-7, 5]);
        filter = withRange(withRange(filter, 'metrics.train.loss.last', null), 'params.lr', null);
        expect(filter).toBe('status = failed');
        expect(rangeIn(filter, 'params.lr')).toBeNull();
    });

    it('holds beside whatever the filter asks', () => {
        expect(withRange('a or b', 'params.x', [0, 1])).toBe('(a or b) and params.x >= 0 and params.x <= 1');
        expect(withRange('(a or b) and params.x >= 0 and params.x <= 1', 'params.x', [2, 3])).toBe('(a or b) and params.x >= 2 and params.x <= 3');
        expect(withRange('', 'params.x', null)).toBe('');
    });

    it('quotes a name that has other signs', () => {
        const filter = withRange('', "params.it's a+b", [0, 1]);
        expect(filter).toBe("'params.it''s a+b' >= 0 and 'params.it''s a+b' <= 1");
        expect(withRange(filter, "params.it's a+b", null)).toBe('');
    });
});
