import { catalogue } from '../catalogue/index.ts'

/** Checks that no broken world turns red, each with the reason. */
export const exemptChecks: Readonly<Record<string, string>> = Object.fromEntries(
	catalogue.flatMap(({ id, neverRed }) => (neverRed === undefined ? [] : [[id, neverRed]])),
)

/** Known issues whose check cannot fail in another form, each with the reason. */
export const exemptIssues: Readonly<Record<string, string>> = {
	'setuptool-refuses-without-ip-tables-pasta':
		'The words are those of the rule for the other drivers, which is told from another failure.',
	'networks-not-isolated-v6':
		'Where it shows nothing at all keeps networks apart over IPv6; that a way over IPv4 is another failure, the world that lets one network through shows.',
	'no-proxy-leaves-nf-call-off':
		'The sysctl is 0 or 1, so the check has one form of failure; where dockerd does not run it is an error.',
}
