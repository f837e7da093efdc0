import { describe, expect, it } from 'vitest'
import { cliInMemory as cli } from './testing/fake-ambient.ts'

describe('help', () => {
	it('of the whole names the verbs, how to start, the exit codes and the environment', async () => {
		const { code, stdout, stderr } = await cli(['--help'])
		expect([code, stderr]).toEqual([0, ''])
		expect(stdout).toMatchInlineSnapshot(`
			"Usage: rootless-matrix <verb> [options]

			Does rootless Docker's networking work on this kernel, with this passt, and if not, why?

			Boots real virtual machines with varying kernels (with and without br_netfilter), Docker
			and passt versions, installs rootless Docker in each, checks its networking with real
			packets, and records a compatibility matrix. Runs on Debian; needs no hardware
			virtualisation.

			Options:
			  -V, --version                        print the version
			  --debug                              show where in the code an unexpected error happened
			  -h, --help                           show this help, or that of a verb

			Verbs:
			  doctor [options]                     find out what this machine has and lacks; --fix
			                                       installs it
			  init [options]                       write a matrix file of your own to start from
			  validate [options] [file]            say whether a matrix file, and the lock file beside
			                                       it, are right
			  checks [options] [glob]              list every check: from where, what it promises,
			                                       when it applies, what is known to break it
			  plan [options]                       show which configurations a run would test, without
			                                       running anything
			  explain [options] [cell]             say what is expected of a configuration and why,
			                                       and what would change it; starts no VM
			  kernel                               say what a kernel of one's own has and lacks:
			                                       inspect
			  fetch [options]                      bring everything that a run needs into the cache,
			                                       so that it can run --offline
			  run [options]                        boot the VMs, run the checks, record the results
			  repro [options] <kernel...>          run one configuration on a kernel, or a recorded
			                                       cell again, and say what would help
			  shell [options] <cell> [command...]  a prompt in the VM of a cell, with its daemon up;
			                                       keep the VM, and use it later
			  bisect [options]                     find the version of passt, kernel, docker or
			                                       rootlesskit that a check changes with
			  collect                              print a script that gathers, on somebody else’s
			                                       machine, what rootless networking depends on
			  ls [options]                         list the runs that are recorded here, and what each
			                                       came to
			  report [options] [run-dir]           show the results of a run again, from its event log
			  show-report [options] [run]          serve the report of a run to a browser on this
			                                       machine
			  diff [options] <run-a> <run-b>       show what changed between two runs, worst first
			  merge [options] <run-dirs...>        make one run of the shards of one plan
			  farm                                 run a matrix on many machines: submit, worker,
			                                       status, watch, cancel, collect
			  watch-upstream [options]             add to a matrix file what the mirrors have of new
			                                       versions since the last time
			  rules                                hold the known issues against runs: check
			  images                               show, check and clean the cache of downloads and
			                                       images: ls, verify, gc
			  bench [options]                      measure what snapshots are worth on this machine
			  info [options]                       print what a bug report needs: versions and the
			                                       machine
			  completion [options] [shell]         print what makes a shell complete verbs, flags,
			                                       presets, cells, checks and runs

			Start here:
			  $ rootless-matrix doctor --fix          install what is needed, with apt
			  $ rootless-matrix run --preset quick    twelve configurations; see runs/latest/

			Exit codes:
			  0    nothing failed except as known
			  1    something failed or was flaky
			  2    nothing was started: a mistake in the command or the matrix file, or nothing to do
			  3    the results are incomplete: the harness or this machine broke
			  130  stopped by Ctrl-C; 143 by SIGTERM, 129 by a closed terminal

			Environment:
			  ROOTLESS_MATRIX_CACHE          where downloads and built images are kept (several GiB);
			                                 otherwise $XDG_CACHE_HOME/rootless-matrix,
			                                 otherwise ~/.cache/rootless-matrix
			  ROOTLESS_MATRIX_DEBIAN_MIRROR  Debian mirror to use; otherwise this machine's own
			  ROOTLESS_MATRIX_DOCKER_MIRROR  addresses or directories with the layout of Docker's
			                                 download server, asked before it; spaces between several
			  ROOTLESS_MATRIX_CONFIG         a file with checks, rules and providers of your own;
			                                 otherwise rootless-matrix.config.ts, .js or .mjs,
			                                 here or above
			  ROOTLESS_MATRIX_DEBUG=1        the same as --debug
			  NO_COLOR=1                     no colours
			  CI=1                           plain lines instead of a live view
			"
		`)
	})

	it.each([
		...[
			'doctor',
			'plan',
			'fetch',
			'run',
			'report',
			'diff',
			'merge',
			'images',
			'images ls',
			'images verify',
			'images gc',
		],
	])('of %s has an example', async (verb) => {
		const { code, stdout } = await cli([...verb.split(' '), '--help'])
		expect(code).toBe(0)
		expect(stdout).toContain(`$ rootless-matrix ${verb}`)
	})

	it('is what one gets without a verb, as an error', async () => {
		const { code, stdout, stderr } = await cli([])
		expect([code, stdout]).toEqual([2, ''])
		expect(stderr).toContain('Exit codes:')
	})

	it('of images is what one gets without a verb of its, as an error', async () => {
		const { code, stdout, stderr } = await cli(['images'])
		expect([code, stdout]).toEqual([2, ''])
		expect(stderr).toContain('$ rootless-matrix images ls')
	})

	it('fits into the width of the terminal', async () => {
		const { stdout } = await cli(['--help'])
		expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(90)
	})
})

describe('bad usage', () => {
	it.each([
		['an unknown verb', ['rnu'], "unknown command 'rnu' (Did you mean run?)"],
		[
			'an unknown flag',
			['plan', '--presset', 'quick', '-p', 'quick'],
			"unknown option '--presset' (Did you mean --preset?)",
		],
		['a flag without its value', ['run', '--preset'], "option '-p, --preset <name>' argument missing"],
		['an unexpected argument', ['doctor', 'now'], "unexpected argument 'now'"],
		['a dash', ['doctor', '-'], "unexpected argument '-'"],
		[
			'a matrix file without its flag',
			['plan', '-p', 'quick', 'my.yaml'],
			"unexpected argument 'my.yaml' (a matrix file goes with --matrix)",
		],
		[
			'no matrix',
			['run'],
			'say what to test: --preset NAME (27.5.1, built-kernel, debian, full, nightly, quick) or --matrix FILE; there is no rootless-matrix.yaml here, nor above',
		],
		['two matrices', ['plan', '-p', 'quick', '-m', 'x.yaml'], '--preset and --matrix exclude each other'],
		[
			'an unknown preset',
			['run', '--preset', 'nosuch'],
			'there is no preset "nosuch"; there are: "27.5.1", "built-kernel", "debian", "full", "nightly", "quick"',
		],
		[
			'a filter that matches nothing',
			['plan', '-p', 'quick', '--only', 'x*'],
			'x* matches none of the cells of quick',
		],
		['an unknown verb of images', ['images', 'rm'], "unknown command 'rm'"],
		[
			'a flag that a verb of images has not',
			['images', 'ls', '--jsn'],
			"unknown option '--jsn' (Did you mean --json?)",
		],
		[
			'days that are no number',
			['images', 'gc', '--unused-for', 'ever'],
			'--unused-for takes a number of days',
		],
		[
			'a mirror that is none',
			['fetch', '-p', 'quick', '--mirror', 'ftp://mirror.test'],
			"--mirror takes an http or https address, or the path of a directory, not 'ftp://mirror.test'",
		],
		...['http://me:pa/ss@', 'http://me:pa#ss@', 'http://me:pa?ss@', 'ftp://me:pass@', 'ftp://me:p ss@'].map(
			(address): [string, string[], string] => [
				`a mirror that is none, and whose password is not shown: ${address}`,
				['fetch', '-p', 'quick', '--mirror', `${address}mirror.test/`],
				`--mirror takes an http or https address, or the path of a directory, not '${address.split(':')[0]}://mirror.test/'`,
			],
		),
		['no run to report', ['report', '--runs-dir', 'no-such-dir'], 'there is no run in no-such-dir/ yet'],
		['a directory that is no run', ['report', 'no-such-dir'], 'no-such-dir is not the directory of a run'],
	])('%s is exit code 2 and says so', async (_, argv, message) => {
		const { code, stderr, stdout } = await cli(argv)
		expect([code, stdout]).toEqual([2, ''])
		expect(stderr).toContain(`rootless-matrix: ${message}`)
		expect(stderr).toContain('--help`.')
	})

	it('of a filter names what may be meant: one of several that matches nothing leaves nothing out in silence', async () => {
		const misspelled = ['*pasta*', 'k6.12-absent-docker27.5.1-slirp4netns-builtin-icc-of']
		const one = await cli(['plan', '-p', 'quick', '--only', ...misspelled])
		expect(one.code).toBe(2)
		expect(one.stderr).toMatch(
			/builtin-icc-of matches none of the cells of quick:\n *Did you mean:\n *k6\.12-absent-docker27\.5\.1-slirp4netns-builtin-icc-off\n/,
		)
		const numbered = await cli(['plan', '-p', 'debian', '--only', '7'])
		expect(numbered.stderr).toMatch(
			/… and 20 more: `rootless-matrix plan` lists them\.\n *Cells are named, by id or by pattern;/,
		)
	})

	it.each([
		[['kernel', 'inspect'], 'kernel inspect'],
		[['repro'], 'repro'],
		[['bisect'], 'bisect'],
		[['plan', '--only'], 'plan'],
		[['completion', 'tcsh'], 'completion'],
		[['images', 'zzz'], 'images'],
		[['zzz'], undefined],
	])('%j points to the help of its own verb', async (argv, verb) => {
		const { code, stderr } = await cli(argv)
		expect(code).toBe(2)
		expect(stderr).toContain(`See \`rootless-matrix ${verb === undefined ? '' : `${verb} `}--help\`.`)
	})

	it('is said all at once', async () => {
		const { code, stderr } = await cli([
			'run',
			'--preset',
			'nosuch',
			'--jbos',
			'3',
			'--jobs',
			'many',
			'extra',
		])
		expect(code).toBe(2)
		expect(stderr).toMatchInlineSnapshot(`
			"rootless-matrix: 4 problems with \`run\`:
			  unknown option '--jbos' (Did you mean --jobs?)
			  unexpected argument 'extra'
			  --jobs takes a whole number from 1, not 'many'
			  there is no preset "nosuch"; there are: "27.5.1", "built-kernel", "debian", "full", "nightly", "quick"
			  A matrix file of your own goes with --matrix FILE.
			See \`rootless-matrix run --help\`.
			"
		`)
	})
})

describe('plan', () => {
	it('shows every cell, and as JSON the same', async () => {
		const { code, stdout } = await cli(['plan', '--preset', 'quick'])
		expect(code).toBe(0)
		const json = JSON.parse((await cli(['plan', '--preset', 'quick', '--json'])).stdout) as {
			cells: { slug: string }[]
		}
		expect(json.cells).toHaveLength(12)
		for (const { slug } of json.cells) expect(stdout).toContain(slug)
	})

	it('with --only has the matching cells, and a hash of its own', async () => {
		const plan = async (...more: string[]) =>
			JSON.parse((await cli(['plan', '-p', 'quick', '--json', ...more])).stdout) as {
				matrixHash: string
				cells: { id: string; slug: string }[]
			}
		const [all, pasta] = [await plan(), await plan('--only', '*pasta*')]
		expect(pasta.cells).toEqual(all.cells.filter(({ slug }) => slug.includes('pasta')))
		expect(pasta.cells).toHaveLength(4)
		expect(pasta.matrixHash).not.toBe(all.matrixHash)
	})
})
