import { expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { quickRun } from '../testing/example-quick.ts'
import { shownCell, shownEnd } from './marks.ts'

it('a cell whose daemon refuses to start, as documented, is shown as one that works in no report', () => {
	const { cells } = foldEvents(quickRun())
	const refusing = cells.filter((cell) => shownEnd(cell) === 'refuses')
	expect(refusing.map(({ slug, verdict }) => [slug, verdict])).toEqual([
		['k6.12-absent-docker26.1-slirp4netns-builtin-icc-off', 'pass'],
	])
	const [cell] = refusing
	if (!cell) throw new TypeError('There is none.')
	expect(shownCell(cell)).toBe('refuses')
	const with_ = (id: string, verdict: 'pass' | 'fail' | 'skipped') => ({
		verdict: cell.verdict,
		checks: cell.checks.map((check) => (check.id === id ? { ...check, verdict } : check)),
	})
	expect(shownCell(with_('daemon.starts', 'pass')), 'it does start').toBe('pass')
	expect(shownCell(with_('daemon.br-netfilter-error', 'skipped')), 'nobody asked how it refuses').toBe('pass')
	expect(shownCell({ ...cell, verdict: 'fail' }), 'something worse').toBe('fail')
})
