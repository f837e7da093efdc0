import { describe, expect, it } from 'vitest'
import { foldEvents } from '../../../fold/index.ts'
import { attemptsRun } from '../../testing/example-attempts.ts'
import { quickRun } from '../../testing/example-quick.ts'
import { pageData } from '../build-page.ts'
import { findings } from './model/findings.js'
import { endOf, lanesOf } from './model/lanes.js'
import { mapAxes, mapPanels } from './model/map-axes.js'
import { step } from './model/grid-step.js'
import { ranges } from '../../words/catalogue/ranges.js'
import { shellWord, worst, worstFirst } from './model/model.js'
import { entryOf, excerptOf, phaseOf } from './model/words.js'
import { foldColumns, manyCells } from './model/fold-columns.js'
import { pivot } from './model/pivot.js'
import { selected } from './model/select.js'
import { languages, textsFor } from '../../words/catalogue/languages.js'
import { defaultView, readView, writeView } from './model/view-state.js'

const data = pageData(foldEvents(quickRun()))
const check = (id: string): number => data.checks.findIndex((one) => one.id === id)

it('the page ranks verdicts as every other report does', () => {
	expect([...worstFirst]).toEqual(data.marks.map(({ code }) => code))
})

describe('the address', () => {
	it('of a plain view is empty', () => {
		expect(writeView(defaultView(), data)).toBe('')
	})

	it('keeps everything that the reader chose', () => {
		const view = {
			...defaultView(),
			rows: 'network',
			columns: 'docker',
			sort: 'worst' as const,
			differing: true,
			axes: { docker: 'debian:26.1', network: 'pasta@2025_05_03' },
			check: 'publish',
			verdicts: 'fk',
			page: 3,
			cell: 'c00000000000',
			at: 'egress.tcp',
			lang: 'zh',
			theme: 'dark',
		}
		const address = writeView(view, data)
		expect(address).toMatchInlineSnapshot(
			`"#rows=network&columns=docker&sort=worst&differing=1&docker=debian:26.1&network=pasta@2025_05_03&check=publish&verdict=fail,known&page=4&cell=c00000000000&at=egress.tcp&lang=zh&theme=dark"`,
		)
		expect(readView(address, data)).toEqual(view)
	})

	it('that makes no sense is a plain view', () => {
		const odd =
			'#rows=<b>&columns=nothing&docker=99&verdict=great&page=-4&cell=zzz&at=egress.tcp&theme=pink&sort=1'
		expect(readView(odd, data)).toEqual(defaultView())
		expect(readView('#rows=check', data)).toMatchObject({ rows: 'check', columns: 'cell' })
	})
})

describe('the filters', () => {
	it('without any are everything', () => {
		expect(selected(data, defaultView())).toEqual({
			cells: [0, 1, 2, 3, 4, 5],
			checks: data.checks.map((_, index) => index),
		})
	})

	it('by verdict keep whole rows and columns that have it', () => {
		const { cells, checks } = selected(data, { ...defaultView(), verdicts: 'o' })
		expect(cells).toEqual([5])
		expect(checks).toEqual([check('bridge.icc-blocked')])
	})

	it('by axis and by a part of a check’s name go together', () => {
		const { cells, checks } = selected(data, {
			...defaultView(),
			axes: { network: 'pasta@2025_05_03' },
			check: ' LOOPBACK-only ',
		})
		expect(cells).toEqual([2])
		expect(checks.map((index) => data.checks[index]?.id)).toEqual([
			'publish.loopback-only-v4',
			'publish.loopback-only-hidden',
		])
	})
})

describe('the matrix', () => {
	it('has each check of each cell as it was recorded', () => {
		const { at, rows, columns } = pivot(data, defaultView())
		expect([rows.length, columns.length]).toEqual([6, data.checks.length])
		expect(at(2, check('publish.loopback-only-v4'))).toMatchObject({ letter: 'k', cells: [2] })
		expect(at(5, check('bridge.icc-blocked'))).toMatchObject({ letter: 'o' })
	})

	it('turned round says the same', () => {
		const { at } = pivot(data, { ...defaultView(), rows: 'check', columns: 'cell' })
		expect(at(check('bridge.icc-blocked'), 5)).toMatchObject({ letter: 'o' })
	})

	it('over two axes shows the worst, how often, and of how many that were tried', () => {
		const { at, rows, columns } = pivot(data, { ...defaultView(), rows: 'network', columns: 'daemon' })
		const [row, column] = [
			rows.find(({ label }) => label === 'slirp4netns'),
			columns.find(({ label }) => label === 'icc-off'),
		]
		const square = at(row?.key ?? -1, column?.key ?? -1)
		const tried = [3, 4]
			.flatMap((cell) => [...(data.cells[cell]?.checks ?? '')])
			.filter((letter) => letter !== 's')
		expect(square).toEqual({ letter: 'k', count: 1, all: tried.length, cells: [3, 4] })
	})

	it('shows only where something differs when asked to', () => {
		const { columns } = pivot(data, { ...defaultView(), differing: true })
		expect(columns.map(({ label }) => label)).toEqual([
			'bridge.icc-blocked',
			'publish.loopback-only-v4',
			'source.peer-address',
		])
	})

	it('has the worst first when asked to', () => {
		expect(pivot(data, { ...defaultView(), sort: 'worst' }).rows.map(({ key }) => key)).toEqual([
			5, 0, 2, 3, 4, 1,
		])
	})
})

describe('more columns than can be drawn', () => {
	const byCell = { ...defaultView(), rows: 'check', columns: 'cell' }
	const [good, bad] = ['p', 'f']
	const cells = Array.from({ length: 10_000 }, (_, key) => ({
		key,
		label: `cell-${key}`,
		worst: key === 9_000 ? bad : good,
	}))

	it('are the first ones, or the worst ones where these come first', () => {
		const drawn = foldColumns(cells, byCell, cells.length)
		expect(drawn.map(({ key }) => key)).toEqual(Array.from({ length: 60 }, (_, key) => key))
		const worst = foldColumns(cells, { ...byCell, sort: 'worst' }, cells.length)
		expect(worst.slice(0, 2).map(({ key }) => key)).toEqual([9_000, 0])
		expect(worst).toHaveLength(60)
	})

	it('are all there once a filter left few enough, and in a run of fewer cells', () => {
		expect(foldColumns(cells.slice(0, 60), byCell, cells.length)).toHaveLength(60)
		expect(foldColumns(cells.slice(0, 171), byCell, 171)).toHaveLength(171)
		expect(foldColumns(cells.slice(0, manyCells), byCell, manyCells)).toHaveLength(250)
	})

	it('are never checks or values of an axis', () => {
		expect(foldColumns(cells.slice(0, 300), defaultView(), cells.length)).toHaveLength(300)
	})
})

describe('a cell that could not be tried', () => {
	const [first, ...others] = data.cells
	const gone = {
		...data,
		cells: first ? [{ ...first, verdict: 'u', checks: first.checks.replace(/./g, '.') }, ...others] : [],
	}

	it('says so where axes meet, and hides no failure beside it', () => {
		const { at, rows, columns } = pivot(gone, {
			...defaultView(),
			rows: 'network',
			columns: 'docker',
			axes: { daemon: 'default', network: 'slirp4netns' },
		})
		expect(at(rows[0]?.key ?? -1, columns[0]?.key ?? -1)).toMatchObject({ letter: 'u', cells: [0] })
	})

	it('is found by its verdict', () => {
		expect(selected(gone, { ...defaultView(), verdicts: 'u' }).cells).toEqual([0])
	})
})

describe('words', () => {
	it('are there in both languages', () => {
		const shape = (value: unknown): unknown =>
			typeof value === 'object' && value !== null
				? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]))
				: typeof value
		const { headline: _h, marks: _m, ...en } = languages.en
		const { headline, marks, ...zh } = languages.zh
		expect(shape(zh)).toEqual(shape(en))
		expect(Object.keys(marks).sort()).toEqual(data.marks.map(({ shown }) => shown).sort())
		expect(Object.keys(headline)).toContain(data.headline.key)
	})

	it.each([
		['', ['zh-CN', 'en'], 'zh'],
		['', ['de', 'en-GB', 'zh'], 'en'],
		['', ['de'], 'en'],
		['en', ['zh'], 'en'],
	])('asked for as "%s" by a reader of %j are in %s', (wanted, preferred, lang) => {
		expect(textsFor(wanted, preferred).lang).toBe(lang)
	})

	it('that are pasted into a shell are one word of it', () => {
		expect(shellWord('k6.12-absent-docker27.5.1')).toBe('k6.12-absent-docker27.5.1')
		expect(shellWord("a; rm -rf ~ 'x'")).toBe("'a; rm -rf ~ '\\''x'\\'''")
	})

	it('tell numbers as ranges', () => {
		expect(ranges([1, 2, 3, 5, 7, 8])).toBe('1–3, 5, 7, 8')
	})

	it('of many verdicts are the worst', () => {
		expect([worst('ppspk'), worst('pfo'), worst('..'), worst('s')]).toEqual(['k', 'f', '.', 's'])
	})
})

it('moves with the arrow keys and stays within the table', () => {
	const size = { rows: 3, columns: 2 }
	expect(step('ArrowDown', { row: 2, column: 0 }, size)).toEqual({ row: 2, column: 0 })
	expect(step('End', { row: 0, column: 0 }, size)).toEqual({ row: 0, column: 1 })
	expect(step('Control+Home', { row: 2, column: 1 }, size)).toEqual({ row: 0, column: 0 })
	expect(step('Control+End', { row: 0, column: 0 }, size)).toEqual({ row: 2, column: 1 })
	expect(step('PageDown', { row: 0, column: 1 }, { rows: 30, columns: 2 })).toEqual({ row: 10, column: 1 })
	expect(step('PageUp', { row: 4, column: 1 }, { rows: 30, columns: 2 })).toEqual({ row: 0, column: 1 })
	expect(step('Tab', { row: 0, column: 0 }, size)).toBeUndefined()
})

it('the page groups findings by their form', () => {
	const data = pageData(foldEvents(attemptsRun()))
	const known = findings(data, 'k').map(({ form, cells }) => [data.strings[form], cells])
	expect(known).toEqual([
		['loopback reset', [0]],
		['loopback closed', [2]],
	])
	const [failed] = findings(data, 'f')
	expect(data.strings[failed?.form ?? -1]).toBe('loopback timeout')
})

describe('the picture of a network', () => {
	const lanes = lanesOf(data, data.cells[5]!)

	it('has a way for each failure, and one for all that held between the same ends', () => {
		expect(lanes[0]).toMatchObject({
			checks: ['bridge.icc-blocked'],
			from: 'neighbour',
			to: 'container',
			end: 'container',
			kind: 'answered',
		})
		expect(lanes.filter(({ letter }) => letter === 'p').length).toBeLessThan(8)
	})

	it('lets no probe arrive that was refused, reset or lost', () => {
		expect(endOf('refused', 'vm', 'container')).toBe('vm')
		expect(endOf('reset', 'vm', 'container')).toBe('driver')
		expect(endOf('lost', 'container', 'peer')).toBe('driver')
		expect(endOf('wrong-address', 'peer', 'container')).toBe('container')
	})

	it('does not draw what is kept out as if it arrived', () => {
		const kept = lanes.filter(({ checks }) => checks.includes('isolation.host-loopback'))
		expect(kept.map(({ out }) => out)).toEqual([true])
	})
})

describe('the map', () => {
	it('takes the axes that differ most, or those of the address', () => {
		const names = (asked: string) => mapAxes(data, asked).map((axis) => data.axes[axis]?.name)
		expect(names('')).toHaveLength(3)
		expect(names('docker,network')).toEqual(['docker', 'network'])
		expect(names('nothing,docker')).toEqual(names(''))
	})

	it('has every cell in one square of one panel', () => {
		const squares = mapPanels(data, mapAxes(data, '')).flatMap(([, panel]) => [...panel.values()])
		expect(squares.flatMap(({ cells }) => cells).sort()).toEqual(data.cells.map((_, index) => index))
	})

	it('counts the security gaps of a square also where something worse stands', () => {
		const [first, ...others] = data.cells
		if (first === undefined) throw new Error('no cell')
		const flaky = { ...first, verdict: 'y', checks: `yo${first.checks.slice(2).replaceAll('o', 'p')}` }
		const run = { ...data, cells: [flaky, ...others] }
		const squares = mapPanels(run, mapAxes(run, '')).flatMap(([, panel]) => [...panel.values()])
		const square = squares.find(({ cells }) => cells.includes(0))
		expect([square?.letters.includes('y'), square?.gaps]).toEqual([true, 1])
	})
})

it('a name of the run’s is never taken for a method that every object has', () => {
	const texts = languages.en
	const named = (name: string) => ({ data: { ...data, strings: [name] }, texts })
	expect(phaseOf(named('boot'), 0)).toBe('boot')
	expect(phaseOf(named('constructor'), 0)).toBe('constructor')
	expect(phaseOf(named('__proto__'), 0)).toBe('__proto__')
	expect(excerptOf({ data: { ...data, excerpts: { 'a.log': 'booted' } } }, 'a.log')).toBe('booted')
	expect(excerptOf({ data }, 'toString')).toBeUndefined()
	expect(entryOf(texts.formKinds, 'valueOf')).toBeUndefined()
})
