/** Programs of a stack. What runs in containers may end as it likes. */
const ofStack = /^(?:passt|pasta|slirp4netns|rootlesskit|dockerd|containerd|docker-proxy|vpnkit|lxc-user-nic)/

/** How the kernel says that it ended a program, as the journal has its lines. */
const endings: readonly { readonly line: RegExp; readonly how: (found: Record<string, string>) => string }[] =
	[
		{
			// 31 is SIGSYS. The kernel names the architecture by its number in ELF's list.
			line: /\btype=1326 .*\bcomm="(?<program>[^"]+)".* sig=31 arch=(?<arch>\w+) syscall=(?<call>\d+)/,
			how: ({ arch = '', call }) =>
				`at system call ${call}${{ c000003e: ' of x86-64', c00000b7: ' of arm64' }[arch] ?? ''}, which its own seccomp filter does not allow`,
		},
		{ line: /\bkernel: (?<program>[\w.-]+)\[\d+\]: segfault at /, how: () => 'for a segmentation fault' },
		{
			line: /\bkernel: traps: (?<program>[\w.-]+)\[\d+\] (?<trap>[\w ]+?) ip:/,
			how: ({ trap }) => `for a trap: ${trap}`,
		},
		{
			line: /\b(?:Out of memory|Memory cgroup out of memory): Killed process \d+ \((?<program>[^)]+)\)/,
			how: () => 'for want of memory',
		},
	]

/**
 * Which programs of the stack the guest's kernel ended, in words, each once: what fails after that fails because of it, and
 * no check can tell. `journal` is the guest's, kernel and all.
 */
export function programsEndedIn(journal: string): string[] {
	const said = journal.split('\n').flatMap((line) => {
		for (const { line: pattern, how } of endings) {
			const { program, ...found } = pattern.exec(line)?.groups ?? {}
			if (program !== undefined && ofStack.test(program))
				return [`The guest’s kernel ended ${program} ${how(found)}.`]
		}
		return []
	})
	return [...new Set(said)]
}
