import { describe, expect, it } from 'vitest';
import { curve } from './curves.test.data';
import { csvOf, fileNameOf } from './csv';

const labelled = (label: string) => ({ label, stroke: { colour: '', dash: [] }, curve: curve([[0, 1.5], [1, null]]), isMerged: false });

describe('a chart as CSV', () => {
    it('has a row a bucket, empty where there is no number', () => {
        expect(csvOf([labelled('a')])).toBe('run,x,y,least,greatest,points\r\na,0,1.5,1.5,1.5,1\r\na,1,,,,0\r\n');
    });

    it.each([
        ['a,"b"', '"a,""b"""'],
        ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
        ['-1+1', "'-1+1"],
    ])('takes %s for a text', (label, text) => expect(csvOf([labelled(label)]).split('\r\n')[1]).toBe(`${text},0,1.5,1.5,1.5,1`));
});

describe('the means of several runs as CSV', () => {
    it('say that they are', () => {
        expect(csvOf([{ ...labelled('a (2)'), isMerged: true }]).split('\r\n')[0]).toBe('run,x,mean,mean - deviation,mean + deviation,runs');
    });
});

describe('the name of a file', () => {
    it('has no sign that a system refuses', () => expect(fileNameOf('eval/top:loss ü<>', 'csv')).toBe('eval_top_loss_ü_.csv'));
});
