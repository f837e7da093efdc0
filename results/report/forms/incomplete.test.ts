import { expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { cellRun, checked, exampleCell, runEnded, runStarted, stamped } from '../../testing/index.ts'
import { exitCodeOf } from '../../verdicts/index.ts'
import type { NewEvent, Results } from '../../schema/index.ts'
import { renderReport } from '../index.ts'

const cell = exampleCell('a'.repeat(12), 'cell-a')
const passed = cellRun(cell.id, checked(cell.id, 'dns.udp'))
const skipped = cellRun(cell.id, checked(cell.id, 'dns.udp', { outcome: 'skipped', message: 'no' }))
const gone: NewEvent[] = [
	{ type: 'cell.started', cell: cell.id, attempt: 1 },
	{ type: 'cell.ended', cell: cell.id, outcome: 'unavailable', reason: 'gone' },
]
const run = (...events: NewEvent[]) => foldEvents(stamped([runStarted(cell), ...events]))

it.each([
	['has no end', run(...passed), 'UNFINISHED'],
	['was stopped', run(...passed, { type: 'run.ended', state: 'interrupted' }), 'INTERRUPTED'],
	['found nothing available', run(...gone, runEnded), 'NOTHING WAS TESTED'],
	['asked nothing that had a meaning', run(...skipped, runEnded), 'NOTHING WAS TESTED'],
] as const)('a run that %s is an error to who reads only JUnit or annotations', async (_, results, words) => {
	expect(exitCodeOf(results)).not.toBe(0)
	const junit = await renderReport('junit', { dir: '', results })
	expect(junit).toMatch(/<testsuites [^>]*failures="0" errors="1"/)
	expect(junit).toContain(`<error type="incomplete" message="${words}`)
	expect(await renderReport('github', { dir: '', results })).toContain(
		`::error title=incomplete run::${words}`,
	)
})

it('one that is whole is none', async () => {
	const results = run(...passed, runEnded)
	expect(await renderReport('junit', { dir: '', results })).not.toContain('name="run"')
	expect(await renderReport('github', { dir: '', results })).not.toContain('incomplete')
})

it('what the event log lacks stands in JSON and in CSV too', async () => {
	const gaps = ['line 4 of the event log cannot be read']
	const results = run(...passed, runEnded)
	const json = async (lacks?: readonly string[]) =>
		(JSON.parse(await renderReport('json', { dir: '', results, gaps: lacks })) as Results).run.damaged
	expect(await json(gaps)).toEqual(gaps)
	expect(await json()).toBeUndefined()
	const [head = '', first = '', second] = (await renderReport('csv', { dir: '', results, gaps })).split(
		'\r\n',
	)
	expect(first.split(',').length).toBe(head.split(',').length)
	expect(first.split(',')[head.split(',').indexOf('cellVerdict')]).toBe('error')
	expect(first).toMatch(/,line 4 of the event log cannot be read$/)
	expect(second).toContain(cell.slug)
})
