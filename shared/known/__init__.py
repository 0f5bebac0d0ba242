"""What the rules of the policy book may ask of a customer, wherever they are asked.

`facts` folds it from what the services tell, `words` says it in the words of conditions on any day. A
service whose rules ask keeps it in a read model of its own. Stands on kit and policy; knows no service.
"""
