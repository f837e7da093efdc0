import { rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Cell } from '#harness/matrix'
import type { ArtifactSources } from '#harness/run'
import { sourceFolders, type WatchEvent } from '#harness/watch'
import { type CheckRecord, ConfigurationError, marks, plural, shownCheck } from '#results'
import { makeOwnedDirectory, type VmDriver } from '#vm'
import { type Context, wantsColor } from '../../context.ts'
import { noteLine, oneLine } from '../../view/one-line.ts'
import type { ReproFlags } from './command.ts'

/** What `--watch` does not go with, and what it wants. */
export function refuseWith({ checks, json, snapshots, lang }: ReproFlags, problems: string[]): void {
	if (checks === undefined)
		problems.push('--watch wants --checks, such as --checks egress.tcp: all of them take minutes')
	if (json) problems.push('--watch and --json exclude each other: it records no run')
	if (lang !== 'en') problems.push('--watch and --lang exclude each other: what a watch prints is English')
	if (!snapshots)
		problems.push('--watch and --no-snapshots exclude each other: each save would wait for a boot')
}

interface Watched {
	readonly cell: Cell
	readonly checks: readonly string[]
	readonly artifacts: ArtifactSources
	readonly driver: VmDriver
}

/** Ends with the interruption only. @throws HarnessError */
export async function watchAction(
	{ cell, checks, artifacts, driver }: Watched,
	context: Context,
): Promise<never> {
	const { services, interrupts, env, stdout, stderr } = context
	const folders = await sourceFolders(env)
	if (folders.length === 0)
		throw new ConfigurationError('there is nothing to watch: this install has no sources of its checks', {
			hint: 'Write the check in a rootless-matrix.config.mjs (docs/guide/plugins.md of the repository), or work in a clone of it.',
		})
	const note = (message: string) => void stderr.write(`${noteLine(message)}\n`)
	interrupts.means('The VM is shut down; a watch records nothing.')
	const what = checks.length === 1 ? checks[0] : plural(checks.length, 'check')
	stdout.write(`${cell.slug}: ${what}, again at each save. Ctrl-C ends it.\n`)
	const scratch = await makeOwnedDirectory('cell')
	const lines = watchLines(wantsColor(stdout, env))
	try {
		return await services.watchCell({
			cell,
			checks,
			folders,
			scratch,
			artifacts,
			driver,
			snapshots: true,
			env,
			signal: interrupts.signal,
			log: note,
			phase: (phase, work) => {
				note(phase)
				return work()
			},
			onEvent: (event) => void stdout.write(lines(event)),
		})
	} finally {
		await rm(scratch, { recursive: true, force: true })
	}
}

/** What is printed of an event. A check that is not as expected has its message and its evidence below it. */
function watchLines(color: boolean): (event: WatchEvent) => string {
	let since = 'with the VM up'
	return (event) => {
		switch (event.type) {
			case 'saved':
				since = 'after the save'
				return `\n${event.paths.map((path) => relative('', path)).join(', ')}\n`
			case 'ready':
				return 'Ready for the next save.\n'
			case 'lost':
				return `${mark('error', color)} ${lostWords(event)}\n`
			case 'broken':
				return `${mark('error', color)} ${oneLine(event.reason)} (${seconds(event.ms)} ${since})\n`
			case 'judged': {
				const { check, ms, evidenceDir } = event
				const line = `${mark(shownCheck(check), color)} ${check.id} (${seconds(ms)} ${since})`
				return [line, ...details(check, evidenceDir).map((detail) => `  ${detail}`), ''].join('\n')
			}
		}
	}
}

function lostWords({ reason, begins }: Extract<WatchEvent, { type: 'lost' }>): string {
	const why = oneLine(reason).replace(/[.:]$/, '')
	return begins === 'now'
		? `There is no VM for this save: ${why}. Another one is started.`
		: `There is no VM for the next save: ${why}. That save starts another one.`
}

function details({ message, evidence = [] }: CheckRecord, evidenceDir: string): string[] {
	const paths = evidence.map((path) => join(evidenceDir, path))
	return [...(message ? [oneLine(message)] : []), ...paths]
}

function mark(shown: keyof typeof marks, color: boolean): string {
	const { glyph, word, sgr } = marks[shown]
	return color ? `\u001b[${sgr}m${glyph} ${word}\u001b[0m` : `${glyph} ${word}`
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
