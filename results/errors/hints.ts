/** What to do about a machine that was too slow; true whether one VM ran or several. */
export const slowMachineHint =
	'Leave the machine alone meanwhile; where several VMs ran at the same time, run fewer (--jobs 1).'
