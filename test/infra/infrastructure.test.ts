// One synthesis serves all of these. A test file of its own for each would load CDK and synthesize again, at three seconds each.
import './least-privilege.suite.ts';
import './operations.suite.ts';
import './pipeline.suite.ts';
import './stacks.suite.ts';
import './storage.suite.ts';
