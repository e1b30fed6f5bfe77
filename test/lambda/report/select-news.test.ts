import { describe, expect, it } from 'vitest';
import { selectNews } from '../../../lambda/report/select-news';

const hold = (subject: string, code: string) => ({
  subject,
  decision: { kind: 'hold', reason: { code, text: '' }, acts: false, details: {} },
});
const act = (subject: string) => ({ subject, decision: { ...hold(subject, 'x').decision, kind: 'act', acts: true } });

describe('selectNews', () => {
  it('takes what is new about a subject, and a repeated hold only once', () => {
    const first = selectNews([hold('size', 'steady'), hold('floor', 'steady')], undefined);
    const second = selectNews([hold('size', 'steady'), hold('floor', 'no-datum')], first.lastKept);
    expect(first.news).toHaveLength(2);
    expect(second.news.map((entry) => entry.subject)).toEqual(['floor']);
  });

  it('takes every decision that acts', () => {
    const first = selectNews([act('size')], undefined);
    expect(selectNews([act('size')], first.lastKept).news).toHaveLength(1);
  });

  it('takes a hold again after something else', () => {
    const before = selectNews([act('size')], { size: 'hold/steady' });
    expect(selectNews([hold('size', 'steady')], before.lastKept).news).toHaveLength(1);
  });

  it('forgets subjects that nothing is decided about', () => {
    expect(selectNews([hold('n2', 'x')], { n1: 'hold/x' }).lastKept).toEqual({ n2: 'hold/x' });
  });
});
