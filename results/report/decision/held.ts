import {
	conditionsAnswer,
	defaultSettings,
	type Remedy,
	type RuleConditions,
} from '../../expectations/index.ts'
import { stackParts, stackVersion } from '../../model/index.ts'
import type { CellRecord, Results } from '../../schema/index.ts'
import { inRange } from '../../versions/index.ts'
import { withoutChanged } from './conditions.ts'
import { stateOf } from './decide.ts'

/** Whether a remedy is in place in a cell. */
function inPlace(remedy: Remedy, cell: CellRecord): boolean {
	switch (remedy.kind) {
		case 'upgrade':
		case 'downgrade': {
			const version = stackVersion(remedy.part, cell)
			const range = remedy.kind === 'upgrade' ? { from: remedy.version } : { before: remedy.version }
			const kind = stackParts[remedy.part]
			if (version === undefined || inRange(kind, version, range) !== true) return false
			if (remedy.kind === 'upgrade' && remedy.except?.some((one) => inRange(kind, version, one) === true))
				return false
			return remedy.kind === 'downgrade' || remedy.ignoring !== true || ignores(cell)
		}
		case 'kernel':
			return cell.axes.brNetfilter === 'loaded'
		case 'profile':
			return cell.axes.guest === undefined
		case 'setting': {
			if (remedy.to === '1') return ignores(cell)
			const value = cell.daemonSettings[remedy.setting] ?? defaultSettings[remedy.setting]
			return value === defaultSettings[remedy.setting]
		}
		case 'network':
			return cell.axes.portDriver === remedy.portDriver
	}
}

const ignores = ({ daemonSettings }: CellRecord): boolean => daemonSettings.ignoreBrNetfilterError === '1'

const isOtherDocker = (remedy: Remedy): boolean => remedy.kind === 'upgrade' && remedy.part === 'dockerd'

/** Cells that are as `when` says but for what the remedies change, with the remedies, where these checks held. */
export function heldIn(
	results: Results,
	docker: string,
	{ remedies, when, checks }: Sought,
	not: readonly number[] = [],
): number[] {
	if (remedies.length === 0) return []
	const left = remedies.reduce(withoutChanged, when)
	return results.cells.flatMap((cell, index) => {
		if (cell.axes.docker !== docker && !remedies.some(isOtherDocker)) return []
		if (not.includes(index) || !remedies.every((remedy) => inPlace(remedy, cell))) return []
		// The version of a driver that a cell has not is not known, and no condition on it.
		if (conditionsAnswer(left, cell) === false) return []
		// Where nothing works, or something broke, nobody is to be sent.
		if (['fails', 'unknown'].includes(stateOf(cell))) return []
		// Nor where something fails that nobody can explain.
		if (cell.checks.some(({ verdict }) => verdict === 'fail' || verdict === 'flaky')) return []
		const held = checks.every((id) =>
			cell.checks.some((check) => check.id === id && check.verdict === 'pass'),
		)
		return held ? [index] : []
	})
}

interface Sought {
	readonly remedies: readonly Remedy[]
	readonly when: RuleConditions
	readonly checks: readonly string[]
}
