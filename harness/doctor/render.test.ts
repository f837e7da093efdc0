import { describe, expect, it } from 'vitest'
import type { Row } from './accelerator.ts'
import { diagnosisJson, renderDiagnosis } from './render.ts'

const tar: Row = {
	id: 'tar',
	why: 'unpacks trees',
	fatal: true,
	package: 'tar',
	hint: 'Install the package tar.',
	finding: { state: 'missing', note: 'not installed' },
}
const xz: Row = {
	id: 'xz',
	why: 'unpacks .ko.xz kernel modules',
	fatal: true,
	finding: { state: 'ok', version: '5.4.1' },
}

describe("the doctor's table", () => {
	it('ends with the command that mends what is missing', () => {
		const diagnosis = { rows: [tar, xz], ready: false, packages: ['tar'], needsLists: false }
		expect(renderDiagnosis(diagnosis, { color: false, width: 80, isRoot: true })).toMatchInlineSnapshot(`
			"  missing  tar  -      unpacks trees
			           not installed
			  ok       xz   5.4.1  unpacks .ko.xz kernel modules

			Tests cannot run on this machine yet.
			To mend this, run: rootless-matrix doctor --fix
			It runs: env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends tar
			"
		`)
	})

	it('of a complete machine ends with one reassuring line', () => {
		const text = renderDiagnosis(
			{ rows: [xz], ready: true, packages: [], needsLists: false },
			{ color: false, width: 80, isRoot: true },
		)
		expect(text).toMatchInlineSnapshot(`
			"  ok       xz  5.4.1  unpacks .ko.xz kernel modules

			This machine has everything that is needed.
			"
		`)
	})

	it('says that apt must fetch its package lists', () => {
		const archive: Row = {
			id: 'Debian archive',
			why: 'is where everything comes from',
			fatal: true,
			hint: 'Configure one.',
			finding: { state: 'missing', note: 'no lists', mend: 'package-lists' },
		}
		const diagnosis = { rows: [archive], ready: false, packages: [], needsLists: true }
		const text = renderDiagnosis(diagnosis, { color: false, width: 80, isRoot: false })
		expect(text).toContain('It runs: sudo apt-get -o DPkg::Lock::Timeout=120 update')
		expect(text).not.toContain('Configure one.')
	})

	it('gives the hint for what apt cannot mend', () => {
		const { package: _, ...noPackage } = tar
		const diagnosis = {
			rows: [{ ...noPackage, hint: 'Free some space.' }],
			ready: false,
			packages: [],
			needsLists: false,
		}
		expect(renderDiagnosis(diagnosis, { color: false, width: 80, isRoot: true })).toContain(
			'tar: Free some space.',
		)
	})

	it('wraps a long note to the width, below its row', () => {
		const note = 'a note that goes on and on and has to be broken somewhere'
		const diagnosis = {
			rows: [{ ...xz, finding: { state: 'warning', note } } as Row],
			ready: true,
			packages: [],
			needsLists: false,
		}
		const lines = renderDiagnosis(diagnosis, { color: false, width: 40, isRoot: true }).split('\n')
		expect(lines.slice(1, 4)).toEqual([
			'           a note that goes on and on',
			'           and has to be broken',
			'           somewhere',
		])
	})

	it('passes no escape sequence of a program on to the terminal', () => {
		const evil: Row = { ...xz, finding: { state: 'ok', version: '\u001b]0;owned\u00075.4\u001b[2J\r' } }
		const text = renderDiagnosis(
			{ rows: [evil], ready: true, packages: [], needsLists: false },
			{ color: false, width: 80, isRoot: true },
		)
		expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
	})

	it('as JSON carries the state of every row', () => {
		expect(
			JSON.parse(diagnosisJson({ rows: [tar], ready: false, packages: ['tar'], needsLists: false })),
		).toEqual({
			ready: false,
			packages: ['tar'],
			needsLists: false,
			rows: [
				{
					id: 'tar',
					why: 'unpacks trees',
					fatal: true,
					package: 'tar',
					hint: 'Install the package tar.',
					state: 'missing',
					note: 'not installed',
				},
			],
		})
	})
})
