import { Command } from 'commander'
import type { Language } from '#results/report/forms'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { languageFlag } from '../report/form-flags.ts'

export interface InspectFlags {
	readonly docker: string
	readonly all?: true
	readonly lang: Language
	readonly json?: true
}

const more = `
Examples:
  $ rootless-matrix kernel inspect kernel-core-*.rpm kernel-modules-core-*.rpm
  $ rootless-matrix kernel inspect /boot/vmlinuz-6.12.1 /boot/config-6.12.1 \\
      /lib/modules/6.12.1
  $ rootless-matrix kernel inspect config.gz --docker 29.6.2 --json
  $ rootless-matrix kernel inspect disk.qcow2#release=6.12.0-55.el10.x86_64

Exit codes:
  0  nothing is missing that rootless Docker needs
  1  something is, or the kernel cannot run a guest
  2  bad usage
  3  a file is damaged, or the files are not of one kernel`

export function kernelVerb(context: Context, finish: Finish): Command {
	return new Command('kernel')
		.summary("say what a kernel of one's own has and lacks: inspect")
		.description("Looks at kernels of one's own, such as a customer's package, before anything boots.")
		.helpCommand(false)
		.addCommand(inspectVerb(context, finish))
		.addHelpText('after', '\nExample:\n  $ rootless-matrix kernel inspect linux-image-*.deb')
}

function inspectVerb(context: Context, finish: Finish): Command {
	return new Command('inspect')
		.summary('hold a kernel against what rootless Docker wants; boots none of it')
		.description(
			'Reads the files of one kernel, in any order: its image, .deb, .rpm, .apk, .pkg.tar.zst, tarballs, directories, ' +
				'a configuration (/proc/config.gz, .config), or a whole disk (qcow2, raw, vmdk, vhdx, vhd, vdi, OVA). All is found by content. Says what rootless Docker wants of it: ' +
				'built in, a module, missing, and which package is likely to have it; which devices a VM needs to boot it; ' +
				'and what is expected of the daemon then. Nothing of it is run. A disk is read in a guest of the harness’s own, once for the same ' +
				'content: the first time that takes as long as a boot, tens of seconds where it is emulated. Of several kernels on it ' +
				'the one is read that its boot loader boots, or the one behind `#release=`.',
		)
		.argument('<file...>', 'files and directories of one kernel')
		.option('--docker <version>', 'the version of Docker that is to run on it', '27.5.1')
		.option('--all', 'also list what few need')
		.addOption(languageFlag('what it is written in; JSON and what a daemon says stay English'))
		.option('--json', 'print it as JSON')
		.addHelpText('after', more)
		.action(async (files: string[], flags: InspectFlags, command: Command) => {
			const { inspectAction } = await import('./inspect.ts')
			finish(await inspectAction(files, flags, command, context))
		})
}
