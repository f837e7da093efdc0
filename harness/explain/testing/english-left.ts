import type { Results } from '#results'
import { catalogue } from '#suites'

/** What Chinese readers know by these names, and what they have to type as it is written. */
const names = new Set(
	[
		// Programs, and what they are made of.
		'Docker Rootless rootless dockerd containerd runc buildx BuildKit docker Go Linux QEMU moby Debian debian upstream',
		'RootlessKit rootlesskit passt pasta slirp systemd iptables nftables conntrack modprobe sysctl cgroup root',
		'rootless-matrix userland proxy Esc active KiB MiB',
		// What changes the language.
		'English',
		// Axes, settings and their values as RootlessKit, dockerd and matrix files write them.
		'implicit builtin upgradeFrom default auto true icc userland-proxy disable-host-loopback rootlesskit-flags',
		'firewall-backend lxc-user-nic',
	].flatMap((line) => line.split(' ')),
)

type Check = Results['cells'][number]['checks'][number]

function* saidByCheck({ evidence = [], knownIssue, ways = [] }: Check): Generator<string> {
	yield* evidence
	if (knownIssue) yield knownIssue.id
	for (const one of ways) {
		yield one.way
		if (one.ok) continue
		const { kind: _, ...said } = one.form
		for (const text of Object.values(said)) yield* [text].flat()
	}
}

/** What stands in a text because the record, and not a report, says it so. */
function* recorded({ run, cells }: Results): Generator<string> {
	yield* [run.id, run.matrix, run.matrixHash, run.host.accelerator]
	for (const { slug, evidenceDir, accelerator, axes, stack, checks, earlierAttempts = [] } of cells) {
		yield* [slug, evidenceDir, accelerator ?? '', axes.daemon, axes.kernel, axes.docker, axes.network]
		for (const value of Object.values(stack)) if (typeof value === 'string') yield value
		for (const one of [...checks, ...earlierAttempts.flatMap((attempt) => attempt.checks)])
			yield* saidByCheck(one)
	}
}

const ids = catalogue.map(({ id }) => id)
/** What the questions of the checks quote: `docker info`. */
const quoted = catalogue.flatMap(({ chinese = '' }) =>
	[...chinese.matchAll(/`([^`]*)`/g)].map(([, words]) => words ?? ''),
)
/** In the head of a table a name is broken anywhere behind a sign, and a line of it holds pieces of many. */
const pieces = new Set(
	ids.flatMap((id) => {
		const all = id.split(/(?<=[.-])/)
		const ends = all.flatMap((_, from) =>
			all.slice(from).map((_, count) => all.slice(from, from + count + 1)),
		)
		return [id.split('.')[0] ?? '', ...ends.map((some) => some.join(''))]
	}),
)
const isHead = (line: string): boolean =>
	line.split(/[\s|]+|<br>/).every((word) => pieces.has(word) || !/[A-Za-z]/.test(word))

/** A word with a digit or a sign within, or in capitals, is a version, a path, an option, an address or an abbreviation. */
const isIdentifier = (word: string): boolean => /[\d_=./@+]/.test(word) || word === word.toUpperCase()

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * The words of a Chinese report that are English: neither names, nor said by the runs' records, nor quoted. With each the
 * line that it stands in.
 */
export function englishLeft(text: string, runs: readonly Results[]): string[] {
	const said = [...new Set([...ids, ...quoted, ...runs.flatMap((run) => [...recorded(run)])])]
		.filter((one) => /[A-Za-z]/.test(one))
		.sort((a, b) => b.length - a.length)
	const known = new RegExp(`(?<![\\w.=-])(?:${said.map(escaped).join('|')})(?![\\w=-])`, 'g')
	return text.split('\n').flatMap((line) => {
		if (isHead(line)) return []
		const words = line
			.replace(/\\(?=[!-/:-@[-`{-~])/g, '')
			.replace(/&lt;/g, '<')
			// What is too long is cut, also within a word.
			.replace(/[\w.:-]+…/g, ' ')
			.replace(/https?:\/\/[^\s<>，；：）)]+|“[^”]*”|<br>|<\/?(?:details|summary)>/g, ' ')
			.replace(known, ' ')
			// An option of a command line, with its value where that is a word.
			.replace(/(?<![\w-])--?[A-Za-z][\w-]*(?: host\b)?/g, ' ')
			.match(/[A-Za-z][A-Za-z0-9]*(?:[-_.=:@/+][A-Za-z0-9]+)*/g)
		const left = (words ?? []).filter((word) => !isIdentifier(word) && !names.has(word))
		return left.length === 0 ? [] : [`${left.join(' ')} | ${line.trim().slice(0, 300)}`]
	})
}
