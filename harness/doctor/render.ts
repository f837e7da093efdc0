import { stripVTControlCharacters, styleText } from 'node:util'
import type { Row } from './accelerator.ts'
import type { Diagnosis } from './examine.ts'
import { installCommand, updateCommand } from './fix.ts'
import type { Finding } from './requirement.ts'

const colours = { ok: 'green', warning: 'yellow', missing: 'red' } as const satisfies Record<
	Finding['state'],
	string
>

export interface RenderOptions {
	readonly color: boolean
	/** Columns; long notes are wrapped to it. */
	readonly width: number
	/** Decides whether the command shown begins with sudo. */
	readonly isRoot: boolean
}

/** The doctor's table, and below it what to do. */
export function renderDiagnosis(diagnosis: Diagnosis, options: RenderOptions): string {
	const lines = table(diagnosis.rows, options)
	return `${[...lines, '', ...advice(diagnosis, options)].join('\n')}\n`
}

function table(rows: readonly Row[], { color, width }: RenderOptions): readonly string[] {
	const cells = rows.map(({ id, why, finding }) => ({
		state: finding.state,
		id,
		version: clean(finding.version ?? '-'),
		why,
		note: finding.note === undefined ? undefined : clean(finding.note),
	}))
	const widths = { id: widest(cells.map((cell) => cell.id)), version: widest(cells.map((c) => c.version)) }
	return cells.flatMap((cell) => {
		const state = color
			? styleText(colours[cell.state], cell.state.padEnd(7), { validateStream: false })
			: cell.state.padEnd(7)
		const line = `  ${state}  ${cell.id.padEnd(widths.id)}  ${cell.version.padEnd(widths.version)}  ${cell.why}`
		return cell.note === undefined
			? [line]
			: [line, ...wrap(cell.note, width - INDENT.length).map((part) => INDENT + part)]
	})
}

/** Notes stand below the second column. */
const INDENT = ' '.repeat(11)

function wrap(text: string, width: number): readonly string[] {
	const lines = ['']
	for (const word of text.split(' ')) {
		const line = lines.at(-1) ?? ''
		if (line !== '' && line.length + 1 + word.length > width) lines.push(word)
		else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
	}
	return lines
}

const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length))

/** What programs print about themselves goes to a terminal: one line, and no escape sequences. */
const clean = (text: string) => stripVTControlCharacters(text).replace(/\p{Cc}+/gu, ' ')

function advice(diagnosis: Diagnosis, { isRoot }: RenderOptions): readonly string[] {
	const { rows, packages, ready, needsLists } = diagnosis
	const missing = rows.filter(({ finding }) => finding.state === 'missing')
	if (missing.length === 0) return ['This machine has everything that is needed.']
	const commands = [
		...(needsLists ? [updateCommand(isRoot)] : []),
		...(packages.length > 0 ? [installCommand(packages, isRoot)] : []),
	]
	const fix = [
		...(commands.length > 0 ? ['To mend this, run: rootless-matrix doctor --fix'] : []),
		...commands.map((command) => `It runs: ${command.join(' ')}`),
	]
	const byHand = missing.filter(({ package: name, finding }) => name === undefined && !('mend' in finding))
	const hints = byHand.map((row) => `${row.id}: ${row.hint ?? 'see the note above.'}`)
	return [
		ready ? 'Tests can run here, but something is missing.' : 'Tests cannot run on this machine yet.',
		...fix,
		...hints,
	]
}

/** What `doctor --json` prints. */
export function diagnosisJson({ ready, packages, needsLists, rows }: Diagnosis): string {
	const items = rows.map(({ finding, ...row }) => ({ ...row, ...finding }))
	return `${JSON.stringify({ ready, packages, needsLists, rows: items }, null, '\t')}\n`
}
