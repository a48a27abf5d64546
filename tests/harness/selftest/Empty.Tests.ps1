Describe 'nothing' { }
