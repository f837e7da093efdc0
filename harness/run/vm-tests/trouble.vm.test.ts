import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Results } from '#results'
import { startCli } from './cli-process.ts'

let home: string
beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), 'rm-trouble-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

/**
 * Stands before QEMU in PATH and is QEMU, except that the kernel of one VM is told to start an init that is not
 * there: a real kernel that really panics.
 */
const sabotage = `#!/bin/sh
case "$*" in
*-name*-loaded-*)
	n=$#
	while [ $n -gt 0 ]; do
		word=$1; shift; n=$((n - 1))
		case $word in console=*) word="$word rdinit=/no-such-init init=/no-such-init" ;; esac
		set -- "$@" "$word"
	done ;;
esac
exec "$REAL_QEMU" "$@"
`

/** The first of the two lines with which this kernel gives up is the one that says why. */
const panic = /Kernel panic|VFS: Unable to mount root fs/

test('a kernel that panics is an error with its last words, the other cell goes on, and the exit code is 3', async () => {
	await writeFile(join(home, 'qemu-system-x86_64'), sabotage, { mode: 0o755 })
	const cli = startCli(
		[
			'run',
			'--preset',
			'quick',
			// What a kernel is told counts when it boots.
			'--no-snapshots',
			'--only',
			'*docker26.1-slirp4netns-builtin-icc-off',
			'--runs-dir',
			join(home, 'runs'),
		],
		{ PATH: `${home}:${process.env.PATH}`, REAL_QEMU: '/usr/bin/qemu-system-x86_64' },
	)
	expect(await cli.ended, cli.output()).toBe(3)
	const run = join(home, 'runs/latest')
	const results = JSON.parse(await readFile(join(run, 'results.json'), 'utf8')) as Results
	const [loaded, absent] = ['loaded', 'absent'].map((state) =>
		results.cells.find(({ axes }) => axes.brNetfilter === state),
	)
	expect(absent?.verdict, cli.output()).toBe('pass')
	expect(loaded?.verdict).toBe('error')
	expect(loaded?.reason).toMatch(panic)
	expect(loaded?.checks).toEqual([])
	const [firstEvidence] = loaded?.evidence ?? []
	expect(await readFile(join(run, firstEvidence!), 'utf8')).toMatch(
		/Linux version 6\.12\.[^]*Kernel panic - not syncing/,
	)
	expect(await readFile(join(run, 'summary.md'), 'utf8')).toMatch(/Unable to mount root/)
})
