// The offline report.
export default {};
