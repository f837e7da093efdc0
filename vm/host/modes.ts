import { runTool } from './program.ts'
import type { Bounded } from './waiting/wait.ts'

/**
 * Gives a tree that goes to a guest the modes that umask 022 would have left, whatever this process's is: the guest's users
 * have to enter its directories, read its files and run its programs. No link is followed. @throws HostError
 */
export async function normaliseModes(tree: string, bounded: Bounded = {}): Promise<void> {
	// `X`: execution only of directories, and of what somebody may execute already.
	await runTool(['chmod', '-R', 'u=rwX,go=rX', '--', tree], { to: `set the modes of ${tree}`, ...bounded })
}
