import { Command } from 'commander'
import type { Context } from './context.ts'
import type { Finish } from './finish.ts'
import type { Screen } from './view/live.ts'
import { helpHint, verbOf, withoutPrefix } from './usage.ts'
import { benchVerb } from './verbs/bench/command.ts'
import { bisectVerb } from './verbs/bisect/command.ts'
import { checksVerb } from './verbs/checks/command.ts'
import { collectVerb } from './verbs/collect/command.ts'
import { completionVerb } from './verbs/completion/command.ts'
import { diffVerb } from './verbs/diff/command.ts'
import { doctorVerb } from './verbs/doctor/command.ts'
import { explainVerb } from './verbs/explain/command.ts'
import { farmVerb } from './verbs/farm/command.ts'
import { fetchVerb } from './verbs/fetch/command.ts'
import { imagesVerb } from './verbs/images/command.ts'
import { infoVerb } from './verbs/info/command.ts'
import { initVerb } from './verbs/init/command.ts'
import { kernelVerb } from './verbs/kernel/command.ts'
import { lsVerb } from './verbs/ls/command.ts'
import { mergeVerb } from './verbs/merge/command.ts'
import { planVerb } from './verbs/plan/command.ts'
import { reportVerb } from './verbs/report/command.ts'
import { reproVerb } from './verbs/repro/command.ts'
import { rulesVerb } from './verbs/rules/command.ts'
import { runVerb } from './verbs/run/command.ts'
import { shellVerb } from './verbs/shell/command.ts'
import { showReportVerb } from './verbs/show-report/command.ts'
import { validateVerb } from './verbs/validate/command.ts'
import { watchUpstreamVerb } from './verbs/watch-upstream/command.ts'

const about = [
	"Does rootless Docker's networking work on this kernel, with this passt, and if not, why?",
	'Boots real virtual machines with varying kernels (with and without br_netfilter), Docker and passt versions, ' +
		'installs rootless Docker in each, checks its networking with real packets, and records a compatibility ' +
		'matrix. Runs on Debian; needs no hardware virtualisation.',
].join('\n\n')

const more = `
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
  CI=1                           plain lines instead of a live view`

/** The whole command line. Nothing in it ends the process; commander's own errors are thrown. */
export function buildProgram(context: Context, finish: Finish): Command {
	const { stdout, stderr, version } = context
	const program = new Command('rootless-matrix')
		.description(about)
		.version(version, '-V, --version', 'print the version')
		.option('--debug', 'show where in the code an unexpected error happened')
		.helpOption('-h, --help', 'show this help, or that of a verb')
		.helpCommand(false)
		.commandsGroup('Verbs:')
		.usage('<verb> [options]')
		.addHelpText('after', more)
		.exitOverride()
		.configureOutput({
			writeOut: (text) => void stdout.write(text),
			writeErr: (text) => void stderr.write(text),
			outputError: (text, write) => write(refusal(text)),
			getOutHelpWidth: () => widthOf(stdout),
			getErrHelpWidth: () => widthOf(stderr),
			getOutHasColors: () => false,
			getErrHasColors: () => false,
		})
	const verbs = [
		doctorVerb(context, finish),
		initVerb(context),
		validateVerb(context, finish),
		checksVerb(context),
		planVerb(context),
		explainVerb(context),
		kernelVerb(context, finish),
		fetchVerb(context, finish),
		runVerb(context, finish),
		reproVerb(context, finish),
		shellVerb(context, finish),
		bisectVerb(context, finish),
		collectVerb(context),
		lsVerb(context),
		reportVerb(context, finish),
		showReportVerb(context),
		diffVerb(context, finish),
		mergeVerb(context, finish),
		farmVerb(context, finish),
		watchUpstreamVerb(context),
		rulesVerb(context, finish),
		imagesVerb(context, finish),
		benchVerb(context, finish),
		infoVerb(context),
		completionVerb(context),
	]
	for (const verb of verbs) {
		program.addCommand(verb)
		inherit(verb, program)
	}
	return program
}

/** A verb of its own looks for stray words itself, to say all problems at once; one with verbs of its own cannot. */
function inherit(verb: Command, from: Command): void {
	verb.copyInheritedSettings(from)
	// What commander refuses is explained by the help of the verb that refused it.
	verb.configureOutput({ outputError: (text, write) => write(refusal(text, verbOf(verb))) })
	if (verb.commands.length === 0) verb.allowUnknownOption().allowExcessArguments()
	for (const child of verb.commands) inherit(child, verb)
}

const refusal = (text: string, verb?: string) =>
	`rootless-matrix: ${withoutPrefix(text)}\n${helpHint(verb)}\n`

/** Prose wider than this is hard to read, however wide the terminal. */
const widthOf = ({ columns = 90 }: Screen) => Math.min(columns, 100)
