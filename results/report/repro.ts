import type { CheckRecord, Results } from '../schema/index.ts'
import { brokeItself } from '../verdicts/index.ts'
import { shellWord } from './html/index.ts'
import { plainText } from './words/text.ts'

/** The command that runs one cell of this run again, but for the cell's name. Somebody will paste it: it is one plain line. */
export function reproCommand(matrix: string, presets: readonly string[]): string {
	const source = presets.includes(matrix)
		? `--preset ${matrix}`
		: `--matrix ${shellWord(`${plainText(matrix)}.yaml`)}`
	return `rootless-matrix run ${source}`
}

/** Of so many checks a run was made for these alone; of more the others do no harm. */
const fewChecks = 5

const soak = 'daemon.soak'

/** For how long the soak was to last: suites/soak records it. Of before it did, how long it took: one that failed ended early. */
function secondsAsked({ verdict, observations }: CheckRecord): number | undefined {
	const [asked, took] = [observations?.['asked'], observations?.['seconds']]
	if (typeof asked === 'number' && asked >= 1) return Math.round(asked)
	return typeof took === 'number' && took >= 60 && verdict === 'pass' ? took - (took % 60) : undefined
}

/** As `--soak` reads it. */
const flagTime = (seconds: number): string =>
	seconds % 3600 === 0 ? `${seconds / 3600}h` : seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`

/**
 * What a run was asked other than what its matrix asks by default, as flags; the same in each of its cells.
 * @param usual the checks that are asked where nobody names any
 * @param known all checks that there are by now: an older run may have asked others
 */
export function askedFlags(
	{ cells }: Results,
	usual: readonly string[],
	known: ReadonlyMap<string, unknown>,
): readonly string[] {
	const records = cells.flatMap(({ checks }) => checks)
	const soaks = records.filter(({ id }) => id === soak)
	const seconds = soaks.flatMap((one) => secondsAsked(one) ?? []).at(0)
	// A cell that broke says nothing of the checks that it did not come to.
	const whole = cells.filter((cell) => !brokeItself(cell)).flatMap(({ checks }) => checks)
	const ids = [...new Set(whole.map(({ id }) => id))].filter((id) => known.has(id))
	const others = ids.filter((id) => id !== soak)
	const isNamed = ids.length > 0 && (ids.length <= fewChecks || others.some((id) => !usual.includes(id)))
	// `--soak` names its check itself.
	const named = seconds === undefined || others.length === 0 ? ids : others
	return [
		...(isNamed ? ['--checks', ...named] : []),
		...(seconds === undefined ? [] : ['--soak', flagTime(seconds)]),
	]
}
